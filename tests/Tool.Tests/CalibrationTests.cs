using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Generator.Specification;
using Weft.Tool.Calibrating;
using Weft.Tool.Compilation;
using Weft.Tool.Evaluating;
using Weft.Tool.Running;
using Weft.Tool.Viewing;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>weft quantize --calibration.</summary>
public sealed class CalibrationTests : IDisposable
{
    private const string Sizes = "max_length: 16\nd_ff: 80\nlayers: 2\nheads: 2\ninstruction_sets: [portable]\n";
    private const string Decoder = $"model: Small\narchitecture: decoder\nvocabulary: 12\nd_model: 32\n{Sizes}";

    // Heads of 12 columns stand in 16.
    private const string Padded = $"model: Small\narchitecture: decoder\nvocabulary: 12\nd_model: 24\nactivation: swiglu\n{Sizes}";

    // The layers share their weights, whose inputs are those of both; what is pooled has a row for each sequence.
    private const string Encoder =
        $"model: Small\narchitecture: encoder\nvocabulary: 12\nd_model: 32\nshared_layers: true\noutput: classes\noutputs: 3\n{Sizes}";

    private const string Letters = "abcdefghijkl";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What the model puts out changes less than with weights that are rounded by themselves.</summary>
    [Theory]
    [InlineData(Decoder, "int4")]
    [InlineData(Decoder, "int8")]
    [InlineData($"{Decoder}tie_embeddings: true\n", "int4")]
    [InlineData(Padded, "int4")]
    [InlineData(Encoder, "int4")]
    public void Outputs_ChangeLess(string specification, string weights)
    {
        string[] files = this.Create(specification);
        string nearest = this.Quantize(files, "nearest", "--weights", weights);
        string calibrated = this.Quantize(files, "calibrated", ["--weights", weights, .. this.Calibration(seed: 1)]);
        float[] exact = this.Outputs(files[0], files[1]);

        Assert.Equal(new FileInfo(nearest).Length, new FileInfo(calibrated).Length);
        Assert.True(Distance(exact, this.Outputs(files[0], calibrated)) < 0.8 * Distance(exact, this.Outputs(files[0], nearest)));
    }

    /// <summary>The inputs of every projection are found, and those of one input once.</summary>
    [Theory]
    [InlineData(Decoder, 9)]
    [InlineData($"{Decoder}tie_embeddings: true\n", 8)]
    [InlineData($"{Decoder}norm_placement: pre\nparallel_sublayers: one_norm\n", 7)]
    public void EveryProjection_HasAnInput(string specification, int inputs)
    {
        string[] files = this.Create(specification);
        (ModelSpecification read, _, ModelBuild build) = SpecificationCompiler.Compile(files[0], Calibrating.Calibration.Measured);
        ModelDescription shape = InMemoryCompiler.Compile(build.Sources, read.FullName).Shape;
        IReadOnlyList<MeasuredInput> found = MeasuredInput.Of(read);

        Assert.Equal(inputs, found.Count);
        Assert.Equal(
            shape.Parameters.Where(static info => info.Transposed).Select(static info => info.Name).Order(StringComparer.Ordinal),
            found.SelectMany(static input => input.Parameters).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// Biases keep the means of what the calibration text becomes, read in sequences of 16 tokens. The table is of 8 bits already.
    /// </summary>
    [Fact]
    public void Biases_KeepMeans()
    {
        string[] files = this.Create($"{Encoder}output_bias: true\n");
        files[1] = this.Quantize(files, "exact", "--weights", "int8");
        string nearest = this.Quantize(files, "nearest", "--weights", "int4");
        string calibrated = this.Quantize(files, "calibrated", ["--weights", "int4", .. this.Calibration(seed: 99, length: 320)]);
        float[] Sums(string weights) =>
            [.. this.Outputs(files[0], weights).Chunk(3).Aggregate(static (sum, row) => [.. sum.Zip(row, static (a, b) => a + b)])];
        float[] exact = Sums(files[1]);

        Assert.Equal(0, Distance(exact, Sums(calibrated)), 1e-6 * Distance(exact, Sums(nearest)));
    }

    /// <summary>As many tokens are in short sequences of an encoder as in long ones.</summary>
    [Fact]
    public void Sequences_HaveAllLengths()
    {
        string[] files = this.Create(Encoder.Replace("max_length: 16", "max_length: 100", StringComparison.Ordinal));
        (ModelSpecification read, _, ModelBuild build) = SpecificationCompiler.Compile(files[0]);
        TextTokens tokens = TextTokens.Load(files[1], tokenizer: null, _folder.Write("letters.txt", Letters));
        TextWindows windows = TextWindows.Create("text", Text(seed: 1, 365), tokens, InMemoryCompiler.Compile(build.Sources, read.FullName).Shape);

        Assert.Equal([16, 32, 16, 64, 16, 32, 16, 100, 16, 32, 16, 9], windows.Sequences().Select(static sequence => sequence.Length));
        Assert.Equal(Text(seed: 1, 365), string.Concat(windows.Sequences().SelectMany(static sequence => sequence).Select(static token => Letters[token])));
    }

    /// <summary>A session takes the integers of the file, and floats are their values.</summary>
    [Fact]
    public void File_IsLoadedAsAnyOther()
    {
        string[] files = this.Create(Decoder);
        string output = this.Quantize(files, "calibrated", ["--weights", "int4", .. this.Calibration(seed: 2)]);
        string again = this.Quantize(files, "again", ["--weights", "int4", .. this.Calibration(seed: 2)]);
        string integers = _folder.Write("integers.yaml", $"{Decoder}inference: {{ weights: int4 }}\n");

        Assert.Equal(File.ReadAllBytes(output), File.ReadAllBytes(again));
        Assert.True(
            Distance(this.Outputs(files[0], output), this.Outputs(integers, output)) < 0.01 * Distance(this.Outputs(files[0], output), [0]));
    }

    [Theory]
    [InlineData("--characters", "weft quantize: --characters is for the text of --calibration, and there is none.")]
    [InlineData("--tokenizer", "weft quantize: --tokenizer is for the text of --calibration, and there is none.")]
    public void OptionsOfATextThatThereIsNot_ExitCode2(string option, string message)
    {
        string[] files = this.Create(Decoder);
        WeftCommand run = WeftCommand.Run("quantize", files[0], files[1], _folder.PathOf("out"), "--weights", "int4", option, files[0]);

        Assert.Equal(CommandLine.UsageError, run.Code);
        Assert.Equal(message, run.ErrorLines()[0]);
    }

    [Fact]
    public void BothTokenizers_ExitCode2()
    {
        string[] files = this.Create(Decoder);
        WeftCommand run = WeftCommand.Run(
            "quantize", files[0], files[1], _folder.PathOf("out"), "--calibration", "t", "--tokenizer", "a", "--characters", "b");

        Assert.Equal("weft quantize: --tokenizer and --characters contradict each other.", run.ErrorLines()[0]);
    }

    [Theory]
    [InlineData("", "the text has 0 tokens, and none to predict.")]
    [InlineData("abcabc", "the text has 6 tokens; calibration needs 256 and more.")]
    public void ShortText_ExitCode1(string text, string message)
    {
        string[] files = this.Create(Decoder);
        string path = _folder.Write("short.txt", text);

        Assert.Equal($"{path}: {message}", this.Refused(files, "--calibration", path, "--characters", _folder.Write("letters.txt", Letters)));
    }

    // Not after the minutes that calibration takes: the text, which is looked at next, is not there either.
    [Fact]
    public void OutputThatCannotBeWritten_IsToldFirst()
    {
        string[] files = this.Create(Decoder);
        string output = Path.Combine(_folder.PathOf("missing"), "out");
        WeftCommand run = WeftCommand.Run(
            ["quantize", .. files, output, "--weights", "int4", "--calibration", _folder.PathOf("none.txt"), "--characters", files[0]]);

        Assert.Equal(CommandLine.InputError, run.Code);
        Assert.StartsWith($"weft quantize: {output} could not be written; if it existed, it is unchanged.", run.ErrorLines()[0], StringComparison.Ordinal);
    }

    [Fact]
    public void MissingText_ExitCode1()
    {
        string[] files = this.Create(Decoder);

        Assert.Contains(
            "none.txt", this.Refused(files, "--calibration", _folder.PathOf("none.txt"), "--characters", _folder.Write("letters.txt", Letters)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("encoder-decoder", "", "it is an encoder-decoder, which reads pairs of texts.")]
    [InlineData("decoder", "experts: { count: 4, active: 2 }\n", "each of its experts reads other positions of a text (experts).")]
    [InlineData("decoder", "mixer: gru\npositional_encoding: none\n", "it multiplies its state by floats (mixer).")]
    public void ModelsWithoutOneText_ExitCode1(string architecture, string keys, string message)
    {
        string heads = keys.StartsWith("mixer", StringComparison.Ordinal) ? Sizes.Replace("heads: 2\n", "", StringComparison.Ordinal) : Sizes;
        string[] files = this.Create($"model: Small\narchitecture: {architecture}\nvocabulary: 12\nd_model: 32\n{heads}{keys}");

        Assert.Equal($"Small cannot be calibrated by a text: {message}", this.Refused(files, this.Calibration(seed: 3)));
    }

    private string Refused(string[] files, params string[] options)
    {
        string output = _folder.PathOf("out.safetensors");
        WeftCommand run = WeftCommand.Run(["quantize", .. files, output, "--weights", "int4", .. options]);

        Assert.Equal(CommandLine.InputError, run.Code);
        Assert.False(File.Exists(output));

        return run.ErrorLines()[0].Replace("weft quantize: ", "", StringComparison.Ordinal);
    }

    private string Quantize(string[] files, string name, params string[] options)
    {
        string output = _folder.PathOf(name);
        Assert.Single(WeftCommand.Run(["quantize", .. files, output, .. options]).Lines());

        return output;
    }

    private string[] Calibration(int seed, int length = 1500)
    {
        string letters = _folder.Write("letters.txt", Letters);

        return ["--calibration", _folder.Write("calibration.txt", Text(seed, length)), "--characters", letters];
    }

    // Of a text that nothing was calibrated on.
    private float[] Outputs(string specification, string weights)
    {
        (ModelSpecification read, _, ModelBuild build) = SpecificationCompiler.Compile(specification);
        RunnableModel runnable = InMemoryCompiler.Compile(build.Sources, read.FullName);
        using TransformerModel model = runnable.Load(weights);
        using InferenceSession session = runnable.StartInference(model, workers: null!);
        int[][] texts = [.. Text(seed: 99, 320).Select(static letter => Letters.IndexOf(letter, StringComparison.Ordinal)).Chunk(16)];

        return [.. texts.SelectMany(text => Outputs(session, text))];
    }

    private static IEnumerable<float> Outputs(InferenceSession session, int[] text)
    {
        if (session is EncoderSession encoder)
        {
            encoder.Run(text);

            return encoder.LogitsOf(0).ToArray();
        }

        DecoderSession decoder = (DecoderSession)session;
        decoder.Reset();

        return [.. text.SelectMany(token => decoder.Feed(token).ToArray())];
    }

    private static double Distance(float[] left, float[] right) =>
        left.Select((value, i) => Math.Pow(value - right[i % right.Length], 2)).Sum();

    // Letters of which each has its usual followers.
    private static string Text(int seed, int length)
    {
        Random random = new(seed);
        int letter = 0;

        return string.Concat(Enumerable.Range(0, length).Select(_ => Letters[letter = ((5 * letter) + random.Next(3)) % Letters.Length]));
    }

    // A specification, and a file of random parameters of its model.
    private string[] Create(string text)
    {
        string path = _folder.Write("small.yaml", text);
        (ModelSpecification read, _, ModelBuild build) = SpecificationCompiler.Compile(path);
        using TransformerModel model = InMemoryCompiler.Compile(build.Sources, read.FullName).Initialize(3);
        model.Save(_folder.PathOf("small.safetensors.exact"));

        return [path, _folder.PathOf("small.safetensors.exact")];
    }
}
