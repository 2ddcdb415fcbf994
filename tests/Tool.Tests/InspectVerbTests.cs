using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>weft inspect, against the class that the same spec was compiled to in this project.</summary>
public sealed class InspectVerbTests : IDisposable
{
    private static readonly string Spec = Path.Combine(AppContext.BaseDirectory, "inspected.yaml");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Json_Parameters_AreThoseOfTheClass()
    {
        JsonElement parameters = Inspect().GetProperty("parameters");

        Assert.Equal(Inspected.ParameterCount, parameters.GetProperty("total").GetInt64());
        Assert.Equal((40 + 24) * 16, parameters.GetProperty("embeddings").GetInt64());
        Assert.Equal(0, parameters.GetProperty("encoder").GetInt64());
        Assert.Equal(0, parameters.GetProperty("output").GetInt64());
        Assert.True(parameters.GetProperty("tied").GetBoolean());
        Assert.Equal(Inspected.ParameterCount - ((40 + 24) * 16), parameters.GetProperty("decoder").GetInt64());
    }

    [Fact]
    public void Json_Bytes_AreThoseOfTheArenas()
    {
        JsonElement bytes = Inspect().GetProperty("bytes");
        JsonElement training = bytes.GetProperty("training");
        JsonElement inference = bytes.GetProperty("inference");

        foreach (string name in (string[])["parameters", "gradients", "firstMoment", "secondMoment"])
        {
            Assert.Equal(Inspected.ParameterBytes, training.GetProperty(name).GetInt64());
        }

        Assert.Equal(Inspected.CopyBytes, training.GetProperty("transposedCopies").GetInt64());
        Assert.Equal(Inspected.ActivationBytes, training.GetProperty("activations").GetInt64());
        Assert.Equal(Inspected.ParameterBytes, inference.GetProperty("weights").GetInt64());
        Assert.Equal(Inspected.InferenceBytes, inference.GetProperty("state").GetInt64() + inference.GetProperty("keyAndValueCaches").GetInt64());

        // 24 positions in two panels of 16, 5 and 7 columns in one panel each.
        Assert.Equal(3 * 2 * 32 * (16 + 16) * sizeof(float), inference.GetProperty("keyAndValueCaches").GetInt64());
        Assert.Equal(48 * 16 * sizeof(float), inference.GetProperty("transposedCopies").GetInt64());
    }

    // 16 numbers in 32 and in 17 bytes.
    [Theory]
    [InlineData("bfloat16", 32)]
    [InlineData("float8", 17)]
    public void Json_StoredMoments_AreBlocks(string name, int blockBytes) => Assert.Equal(
        2 * (Inspected.ParameterBytes / 64) * blockBytes, Inspect().GetProperty("bytes").GetProperty("storedMoments").GetProperty(name).GetInt64());

    [Fact]
    public void Json_BytesOfTraining_AreTheSessions()
    {
        JsonElement training = Inspect().GetProperty("bytes").GetProperty("training");
        using Inspected model = Inspected.Initialize(seed: 1);
        using Workers workers = new(3);
        using TrainingSession session = model.StartTraining(workers);

        Assert.Equal(
            session.ArenaBytes,
            new[] { "gradients", "transposedCopies", "activations" }.Sum(name => training.GetProperty(name).GetInt64()) + (3 * training.GetProperty("scratchPerThread").GetInt64()));
    }

    /// <summary>By hand: three layers of attention and feed-forward network, and the vocabulary projection.</summary>
    [Fact]
    public void Json_Operations_AreTheUsualCount()
    {
        JsonElement operations = Inspect().GetProperty("operations");
        long layer = (16 * 2 * (5 + 5 + 7)) + (2 * 7 * 16) + (2 * 16 * 64);
        long products = (3 * layer) + (16 * 40);

        foreach ((string use, int factor, int length) in (ReadOnlySpan<(string, int, int)>)[("training", 3, 20), ("inference", 1, 24)])
        {
            JsonElement counts = operations.GetProperty(use);

            Assert.Equal(length, counts.GetProperty("length").GetInt32());
            Assert.Equal(factor * 2 * products, counts.GetProperty("target").GetProperty("products").GetInt64());

            // A query sees six keys, however long the sequence is.
            Assert.Equal(factor * 3 * 2 * 2 * (5 + 7) * 6, counts.GetProperty("target").GetProperty("attention").GetInt64());
            Assert.False(counts.TryGetProperty("source", out _));
        }

        Assert.Equal(6 * Inspected.ParameterCount, operations.GetProperty("customary").GetInt64());
    }

    [Fact]
    public void Json_Kernels_AreTheMethodsOfTheStructs()
    {
        JsonElement[] kernels = [.. Inspect().GetProperty("kernels").EnumerateArray()];

        foreach (string set in (string[])["Avx2", "Portable"])
        {
            Type type = typeof(Inspected).Assembly.GetType($"Weft.Kernels.{set}Kernels", throwOnError: true)!;
            HashSet<string> named = [.. kernels.Where(kernel => Sets(kernel).Contains(set)).Select(static kernel => kernel.GetProperty("name").GetString()!)];
            HashSet<string> compiled = [.. type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Select(static method => method.Name)];
            HashSet<string> called = [.. type.GetInterfaces().SelectMany(static called => called.GetMethods()).Select(static method => method.Name)];

            Assert.Contains("LayerNorm16StatisticsRows84", named);
            Assert.Subset(compiled, named);
            Assert.Superset(called, named);
        }

        static IEnumerable<string?> Sets(JsonElement kernel) => kernel.GetProperty("instructionSets").EnumerateArray().Select(static set => set.GetString());
    }

    [Fact]
    public void Json_Files_AreAllThatTheBuildWrites()
    {
        JsonElement root = Inspect();
        string[] names = [.. root.GetProperty("files").EnumerateArray().Select(static file => file.GetProperty("name").GetString()!)];

        Assert.Equal((Spec, "Inspected", "decoder", Inspected.Shape.SpecificationHash), (Text("file"), Text("model"), Text("architecture"), Text("specification")));
        Assert.Contains("Inspected.Backward.g.cs", names);
        Assert.Contains("Weft.Kernels.LayerNorm16StatisticsRows84.Avx2.g.cs", names);
        Assert.All(root.GetProperty("files").EnumerateArray(), static file => Assert.InRange(file.GetProperty("bytes").GetInt32(), 200, 200_000));

        string Text(string name) => root.GetProperty(name).GetString()!;
    }

    /// <summary>Columns are aligned, numbers end where their heading ends, in any culture.</summary>
    [Fact]
    public void Text_IsAlignedInAnyCulture()
    {
        string text = WeftCommand.Run("inspect", Spec).Output;
        string[] lines = text.Split(Environment.NewLine);
        int first = Array.FindIndex(lines, static line => line.StartsWith("Parameters", StringComparison.Ordinal));

        Assert.Equal($"Inspected, decoder, {Spec}, specification {Inspected.Shape.SpecificationHash}", lines[0]);
        Assert.Equal(
            [
                "Parameters                      elements",
                "  embeddings                       1,024",
                "  encoder                              0",
                "  decoder                          9,030",
                "  output, tied to an embedding         0",
                "  total                           10,054",
                "",
            ],
            lines[first..(first + 7)]);
        Assert.Contains("    OuterTile2 (Portable only)", lines);
        Assert.DoesNotContain(lines, static line => line.EndsWith(' '));
        Assert.Equal(text, InForeignCulture(static () => WeftCommand.Run("inspect", Spec).Output));
    }

    [Fact]
    public void BrokenSpec_EveryProblemOnALine_ExitCode1()
    {
        string path = this.Write("model: Broken\narchitecture: decoder\nvocabulary: 7\nmax_length: 8\nd_model: 32\nlayerz: 1\nheads: 5\nlayers: 1\n");
        WeftCommand run = WeftCommand.Run("inspect", path);

        Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));
        Assert.Equal(
            [
                $"{path}(6,1): error WEFT005: 'layerz' is not a key of a model specification; did you mean 'layers'?",
                $"{path}(7,8): error WEFT012: 'heads: 5' does not fit 'd_model: 32': heads must divide d_model; the nearest that do are 4 and 8",
            ],
            run.ErrorLines());
    }

    [Fact]
    public void FileThatIsNoText_OneProblem()
    {
        string path = this.Write("");
        File.WriteAllBytes(path, [(byte)'m', 0xE9, (byte)'\n']);

        Assert.Equal([$"{path}(1,1): error WEFT001: 'spec.yaml' is not a readable model specification: it is missing or is no text file"], WeftCommand.Run("inspect", path).ErrorLines());
    }

    [Theory]
    [InlineData(CommandLine.InputError, "weft inspect: missing.yaml: there is no such file.", "missing.yaml")]
    [InlineData(CommandLine.InputError, "weft inspect: .: this is a folder and no file.", ".")]
    [InlineData(CommandLine.UsageError, "weft inspect: one spec file is needed; there are 0.")]
    [InlineData(CommandLine.UsageError, "weft inspect: one spec file is needed; there are 2.", "a.yaml", "b.yaml")]
    [InlineData(CommandLine.UsageError, "weft inspect: there is no option --yaml.", "a.yaml", "--yaml")]
    public void WrongCommand_SaysWhatIsWrong(int code, string message, params string[] arguments)
    {
        WeftCommand run = WeftCommand.Run(["inspect", .. arguments]);

        Assert.Equal((code, ""), (run.Code, run.Output));
        Assert.Equal(message, run.ErrorLines()[0]);
    }

    private static JsonElement Inspect()
    {
        WeftCommand run = WeftCommand.Run("inspect", "--json", Spec);
        Assert.Equal((CommandLine.Success, ""), (run.Code, run.Error));

        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static T InForeignCulture<T>(Func<T> read)
    {
        CultureInfo previous = CultureInfo.CurrentCulture;
        CultureInfo foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        foreign.NumberFormat.NumberDecimalSeparator = ",";
        foreign.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo.CurrentCulture = foreign;

        try
        {
            return read();
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder.FullName, "spec.yaml");
        File.WriteAllText(path, text);

        return path;
    }
}
