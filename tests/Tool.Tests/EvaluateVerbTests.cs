using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Tool.Compilation;
using Weft.Tool.Running;
using Xunit;

namespace Weft.Tool.Tests;

public sealed class EvaluateVerbTests : IDisposable
{
    private const string Sizes = "max_length: 8\nd_model: 32\nlayers: 2\nheads: 2\ninstruction_sets: [portable]\n";
    private const string Decoder = $"model: Read\narchitecture: decoder\nvocabulary: 6\n{Sizes}";

    // Two windows and a part, in letters of one byte and of three: the second begins with the last letter of the first.
    private const string Text = "abc가가dbacddab나c가dabb";
    private const string Letters = "abcd가나";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Each letter but the first is predicted from those of its window, by a session that reads them one by one.</summary>
    [Fact]
    public void Floats_LossIsThatOfASession()
    {
        JsonElement result = this.Evaluate(Decoder);
        double loss = this.Distributions(WeightFormat.Float32).Average(static item => -item.Distribution[item.Token]);

        Assert.Equal(Text.Length - 1, result.GetProperty("predicted").GetInt32());
        Assert.Equal(loss, result.GetProperty("float32").GetProperty("loss").GetDouble(), 1e-6);
        Assert.Equal(Math.Exp(loss), result.GetProperty("float32").GetProperty("perplexity").GetDouble(), 1e-5);
        Assert.Equal(
            loss / Math.Log(2) * (Text.Length - 1) / (Text.Length + 8), result.GetProperty("float32").GetProperty("bitsPerByte").GetDouble(), 1e-6);
        Assert.False(result.TryGetProperty("difference", out _));
    }

    [Theory]
    [InlineData("bfloat16", WeightFormat.BFloat16)]
    [InlineData("int8", WeightFormat.Int8)]
    public void StoredWeights_AreComparedWithFloats(string name, object format)
    {
        JsonElement result = this.Evaluate(Decoder, "--weights", name);
        (int Token, double[] Distribution)[] floats = [.. this.Distributions(WeightFormat.Float32)];
        (int Token, double[] Distribution)[] stored = [.. this.Distributions((WeightFormat)format)];
        double divergence = floats.Zip(stored).Average(static pair => pair.First.Distribution
            .Zip(pair.Second.Distribution).Sum(static both => Math.Exp(both.First) * (both.First - both.Second)));
        double loss = stored.Average(static item => -item.Distribution[item.Token]);
        double exact = floats.Average(static item => -item.Distribution[item.Token]);
        double agreement = floats.Zip(stored).Average(static pair => Likeliest(pair.First.Distribution) == Likeliest(pair.Second.Distribution) ? 1 : 0);
        JsonElement difference = result.GetProperty("difference");

        Assert.True(divergence > 1e-9);
        Assert.Equal(divergence, difference.GetProperty("divergence").GetDouble(), divergence / 100);
        Assert.Equal(agreement, difference.GetProperty("agreement").GetDouble());
        Assert.Equal((loss - exact) / exact, difference.GetProperty("loss").GetDouble(), 1e-6);
        Assert.Equal(loss, result.GetProperty(name).GetProperty("loss").GetDouble(), 1e-6);
    }

    [Theory]
    [InlineData("bfloat16", 1e-4)]
    [InlineData("int8", 1e-3)]
    public void StoredCache_IsComparedWithFloats(string name, double most)
    {
        JsonElement result = this.Evaluate(Decoder, "--cache", name);
        double loss = result.GetProperty($"float32, cache {name}").GetProperty("loss").GetDouble();
        double exact = result.GetProperty("float32").GetProperty("loss").GetDouble();
        double difference = result.GetProperty("difference").GetProperty("loss").GetDouble();

        Assert.Equal((loss - exact) / exact, difference, 1e-9);
        Assert.InRange(result.GetProperty("difference").GetProperty("divergence").GetDouble(), 1e-12, most);
    }

    [Theory]
    [InlineData("int8")]
    [InlineData("int4")]
    public void RoundedActivations_AreComparedWithFloats(string weights)
    {
        JsonElement alone = this.Evaluate(Decoder, "--weights", weights);
        JsonElement result = this.Evaluate(Decoder, "--weights", weights, "--activations", "int8");
        double loss = result.GetProperty($"{weights}, activations int8").GetProperty("loss").GetDouble();

        Assert.Equal(alone.GetProperty("float32").GetProperty("loss").GetDouble(), result.GetProperty("float32").GetProperty("loss").GetDouble());
        Assert.NotEqual(alone.GetProperty(weights).GetProperty("loss").GetDouble(), loss);
        Assert.Equal(alone.GetProperty(weights).GetProperty("loss").GetDouble(), loss, 0.01);
    }

    [Fact]
    public void Text_IsATable()
    {
        string[] lines = WeftCommand.Run([.. this.Arguments(Decoder), "--weights", "int8"]).Lines();

        Assert.Equal("Read, 25,792 parameters", lines[0]);
        Assert.EndsWith("text.txt: 28 bytes, 20 tokens, 19 of them predicted", lines[1], StringComparison.Ordinal);
        Assert.Equal(["int8", "float32"], lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["loss,", "perplexity", "bits", "difference", "divergence", "same"], lines[3..].Select(static line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData("Read does not continue texts: it is no decoder with the vocabulary as its output.", $"model: Read\narchitecture: encoder\nvocabulary: 6\n{Sizes}")]
    [InlineData(
        "Read multiplies its state by floats (mixer), and int8 is for integers.",
        "model: Read\narchitecture: decoder\nvocabulary: 6\nmax_length: 8\nd_model: 8\nlayers: 1\nmixer: gru\ninstruction_sets: [portable]\n",
        "--weights", "int8")]
    [InlineData(
        "activations of int8 are multiplied by weights of int8 or int4, and those of Read are bfloat16.", Decoder,
        "--weights", "bfloat16", "--activations", "int8")]
    [InlineData(
        "Read has no keys and values to keep (mixer), and bfloat16 is for them.",
        "model: Read\narchitecture: decoder\nvocabulary: 6\nmax_length: 8\nd_model: 8\nlayers: 1\nmixer: gru\ninstruction_sets: [portable]\n",
        "--cache", "bfloat16")]
    [InlineData(
        "text.txt: the tokenizer gives token 5, and the model has 5 tokens; it is that of another model.",
        $"model: Read\narchitecture: decoder\nvocabulary: 5\n{Sizes}")]
    public void WrongModel_ExitCode1(string message, string specification, params string[] options) =>
        this.AssertRefused(message, [.. this.Arguments(specification), .. options]);

    [Theory]
    [InlineData("text.txt: the text has 1 tokens, and none to predict.", "a")]
    [InlineData("text.txt: The character 'x' (U+0078) at position 1 is not among the 6 characters of the vocabulary.", "ax")]
    public void WrongText_ExitCode1(string message, string text) => this.AssertRefused(message, this.Arguments(Decoder, text));

    /// <summary>The tokenizer that the import of a llama2.c checkpoint leaves beside the parameters needs no name.</summary>
    [Fact]
    public void ImportedCheckpoint_HasItsTokenizerBesideIt()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "llama2c");
        WeftCommand import = WeftCommand.Run(
            "import", Path.Combine(source, "stories260K.bin"), "--tokenizer", Path.Combine(source, "tok512.bin"), "--output", _folder.Path);
        WeftCommand run = WeftCommand.Run(
            "evaluate", Path.Combine(_folder.Path, "stories260K.yaml"), Path.Combine(_folder.Path, "stories260K.safetensors"), Path.Combine(source, "story.txt"), "--json");

        Assert.Equal((CommandLine.Success, CommandLine.Success), (import.Code, run.Code));
        JsonElement result = JsonDocument.Parse(run.Output).RootElement;

        // A story that the model wrote itself.
        Assert.InRange(result.GetProperty("float32").GetProperty("perplexity").GetDouble(), 1, 5);
    }

    [Fact]
    public void WrongArguments_ExitCode2()
    {
        WeftCommand two = WeftCommand.Run("evaluate", "a.yaml", "b.safetensors");
        WeftCommand both = WeftCommand.Run("evaluate", "a.yaml", "b.safetensors", "c.txt", "--tokenizer", "d", "--characters", "e");

        Assert.Equal((CommandLine.UsageError, CommandLine.UsageError), (two.Code, both.Code));
        Assert.Equal("weft evaluate: a spec file, a file of parameters and a text are needed; there are 2.", two.ErrorLines()[0]);
        Assert.Equal("weft evaluate: --tokenizer and --characters contradict each other.", both.ErrorLines()[0]);
    }

    private void AssertRefused(string message, string[] arguments)
    {
        WeftCommand run = WeftCommand.Run(arguments);

        Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));
        Assert.Equal($"weft evaluate: {message}", Assert.Single(run.ErrorLines()).Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
    }

    private static int Likeliest(double[] distribution) => Array.IndexOf(distribution, distribution.Max());

    private JsonElement Evaluate(string specification, params string[] options) =>
        JsonDocument.Parse(string.Concat(WeftCommand.Run([.. this.Arguments(specification), .. options, "--json"]).Lines())).RootElement;

    // A specification, a file of random parameters of its model, and a text.
    private string[] Arguments(string specification, string text = Text)
    {
        string path = _folder.Write("read.yaml", specification);
        (ModelSpecification read, _, ModelBuild build) = SpecificationCompiler.Compile(path);
        using TransformerModel model = InMemoryCompiler.Compile(build.Sources, read.FullName).Initialize(3);
        model.Save(_folder.PathOf("read.safetensors"));

        return
        [
            "evaluate", path, _folder.PathOf("read.safetensors"), _folder.Write("text.txt", text),
            "--characters", _folder.Write("letters.txt", Letters), "--threads", "1",
        ];
    }

    // Every predicted letter, and the logarithms of what a session makes of all.
    private IEnumerable<(int Token, double[] Distribution)> Distributions(WeightFormat format)
    {
        (ModelSpecification read, _, ModelBuild build) = SpecificationCompiler.Compile(
            _folder.PathOf("read.yaml"), model => model with { Inference = model.Inference with { Weights = format } });
        RunnableModel runnable = InMemoryCompiler.Compile(build.Sources, read.FullName);
        using TransformerModel model = runnable.Load(_folder.PathOf("read.safetensors"));
        using DecoderSession session = (DecoderSession)runnable.StartInference(model, workers: null!);
        int[] tokens = CharacterVocabulary.FromText(Letters).Encode(Text);

        for (int i = 1; i < tokens.Length; i++)
        {
            if ((i - 1) % 8 == 0)
            {
                session.Reset();
            }

            float[] logits = session.Feed(tokens[i - 1]).ToArray();
            double whole = Math.Log(logits.Sum(static logit => Math.Exp(logit)));

            yield return (tokens[i], [.. logits.Select(logit => logit - whole)]);
        }
    }
}
