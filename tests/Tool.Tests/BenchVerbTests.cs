using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Xunit;

namespace Weft.Tool.Tests;

public sealed class BenchVerbTests : IDisposable
{
    private const string Sizes = "vocabulary: 9\nmax_length: 8\nd_model: 16\nlayers: 1\nheads: 2\ninstruction_sets: [portable]\n";
    private const string Training = "training: { batch: 3, length: 5 }\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("decoder", Training, "training step", "prompt", "token by token")]
    [InlineData("decoder", "", "prompt", "token by token")]
    [InlineData("decoder", "inference: { sequences: 2, weights: int8 }\n", "prompt", "token by token", "texts at once")]
    [InlineData("decoder", "inference: { sequences: 3, cache_tokens: 32 }\n", "prompt", "token by token", "texts at once")]
    [InlineData("encoder", $"outputs: 4\n{Training}", "training step", "encoding")]
    [InlineData("encoder", "output: hidden\ntoken_types: 2\n", "encoding")]
    [InlineData("encoder", $"output: classes\noutputs: 4\n{Training}", "training step", "encoding")]
    [InlineData("encoder", $"output: token_classes\noutputs: 4\nloss: binary_cross_entropy\n{Training}", "training step", "encoding")]
    [InlineData("decoder", $"output: values\noutputs: 2\n{Training}", "training step", "prompt", "token by token")]
    [InlineData("encoder-decoder", Training, "training step", "encoding", "token by token")]
    [InlineData("encoder-decoder", "inference: { beam: 2 }\n", "encoding", "token by token")]
    public void Json_HasAMeasurementOfEachUse(string architecture, string rest, params string[] uses)
    {
        string path = _folder.Write("a.yaml", $"model: Benched\narchitecture: {architecture}\n{Sizes}{rest}");
        JsonElement root = JsonDocument.Parse(string.Concat(WeftCommand.Run("bench", path, "--json", "--seconds", "0", "--threads", "2").Lines())).RootElement;
        JsonElement[] paces = [.. root.GetProperty("measurements").EnumerateArray()];

        Assert.Equal(("Benched", 2), (root.GetProperty("model").GetString(), root.GetProperty("threads").GetInt32()));
        Assert.Equal(uses, paces.Select(static pace => pace.GetProperty("name").GetString()));
        Assert.All(paces, static pace =>
        {
            (int sequences, int length) = pace.GetProperty("name").GetString() switch
            {
                "training step" => (3, 5),
                "texts at once" => (2, 8),
                _ => (1, 8),
            };
            double speed = pace.GetProperty("tokensPerSecond").GetDouble();
            Assert.Equal((sequences, length), (pace.GetProperty("sequences").GetInt32(), pace.GetProperty("length").GetInt32()));
            Assert.Equal(sequences * length, speed * pace.GetProperty("seconds").GetDouble(), 1e-6);
            Assert.Equal(speed * pace.GetProperty("operationsPerToken").GetInt64(), pace.GetProperty("gigaflops").GetDouble() * 1e9, speed);
        });
    }

    [Theory]
    [InlineData("classes")]
    [InlineData("values")]
    public void Images_AreReadWhole(string result)
    {
        string path = _folder.Write(
            "a.yaml",
            "model: Benched\narchitecture: encoder\nimage: { height: 8, width: 8, patch: 4, channels: 1 }\nd_model: 16\nlayers: 1\nheads: 2\n"
                + $"positional_encoding: learned\ninstruction_sets: [portable]\noutput: {result}\noutputs: 3\ntraining: {{ batch: 2 }}\n");
        JsonElement root = JsonDocument.Parse(string.Concat(WeftCommand.Run("bench", path, "--json", "--seconds", "0").Lines())).RootElement;

        Assert.Equal(
            [("training step", 2, 5), ("encoding", 1, 5)],
            root.GetProperty("measurements").EnumerateArray().Select(static pace =>
                (pace.GetProperty("name").GetString()!, pace.GetProperty("sequences").GetInt32(), pace.GetProperty("length").GetInt32())));
    }

    /// <summary>Those of weft inspect, for the same lengths.</summary>
    [Fact]
    public void Operations_AreThoseOfInspect()
    {
        string path = _folder.Write("a.yaml", $"model: Benched\narchitecture: decoder\n{Sizes}{Training}");
        JsonElement inspected = JsonDocument.Parse(WeftCommand.Run("inspect", "--json", path).Output).RootElement.GetProperty("operations");
        Dictionary<string, long> benched = JsonDocument.Parse(WeftCommand.Run("bench", "--json", path, "--seconds", "0").Output).RootElement
            .GetProperty("measurements").EnumerateArray()
            .ToDictionary(static pace => pace.GetProperty("name").GetString()!, static pace => pace.GetProperty("operationsPerToken").GetInt64());

        Assert.Equal(inspected.GetProperty("training").GetProperty("total").GetInt64(), benched["training step"]);
        Assert.Equal(inspected.GetProperty("inference").GetProperty("total").GetInt64(), benched["prompt"]);
        Assert.Equal(benched["prompt"], benched["token by token"]);
    }

    [Fact]
    public void Text_IsATable()
    {
        string[] lines = WeftCommand.Run("bench", _folder.Write("a.yaml", SmallSpec.Text()), "--seconds", "0", "--threads", "1").Lines();

        Assert.EndsWith(" parameters, 1 thread", lines[0], StringComparison.Ordinal);
        Assert.Equal(["sequences", "length", "tokens/s", "GFLOP/s"], lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("prompt ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("token by token ", lines[3], StringComparison.Ordinal);
        Assert.All(lines[2..], line => Assert.Equal(lines[1].Length, line.Length));
    }

    [Theory]
    [InlineData("missing.yaml", "weft bench: {0}: there is no such file.")]
    [InlineData("broken.yaml", "{0}(7,8): error WEFT012: ")]
    [InlineData("", "weft bench: {0}: this is a folder and no file.")]
    public void WrongSpec_ExitCode1(string name, string message)
    {
        _ = _folder.Write("broken.yaml", SmallSpec.Text(heads: 5));
        string path = name.Length == 0 ? _folder.Path : _folder.PathOf(name);
        WeftCommand run = WeftCommand.Run("bench", path);

        Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));
        Assert.StartsWith(string.Format(null, message, path), Assert.Single(run.ErrorLines()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one spec file is needed; there are 0.")]
    [InlineData("--threads is a whole number from 1 to 1024, not '0'.", "a.yaml", "--threads", "0")]
    [InlineData("--seconds is a number, 0 or more, not 'long'.", "a.yaml", "--seconds", "long")]
    public void WrongArguments_ExitCode2(string message, params string[] arguments)
    {
        WeftCommand run = WeftCommand.Run(["bench", .. arguments]);

        Assert.Equal(CommandLine.UsageError, run.Code);
        Assert.Equal($"weft bench: {message}", run.ErrorLines()[0]);
    }
}
