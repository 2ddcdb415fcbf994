using System;
using System.IO;
using System.Linq;
using System.Text;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Tool.Compilation;
using Weft.Tool.Running;
using Xunit;

namespace Weft.Tool.Tests;

public sealed class QuantizeVerbTests : IDisposable
{
    // A depth of two groups and a half, and of one.
    private const string Decoder = $"model: Small\narchitecture: decoder\nd_model: 32\n{Sizes}";

    // Heads of 12 columns stand in 16.
    private const string Padded = $"model: Small\narchitecture: decoder\nd_model: 24\n{Sizes}";

    private const string Sizes = "vocabulary: 19\nmax_length: 8\nd_ff: 80\nlayers: 2\nheads: 2\ninstruction_sets: [portable]\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A session of the file has the same bits as one that rounds the floats itself.</summary>
    [Theory]
    [InlineData("int8", WeightFormat.Int8, $"{Decoder}tie_embeddings: true\n")]
    [InlineData("int8", WeightFormat.Int8, Padded)]
    [InlineData("int4", WeightFormat.Int4, $"{Decoder}tie_embeddings: true\n")]
    [InlineData("int4", WeightFormat.Int4, Decoder)]
    [InlineData("int4", WeightFormat.Int4, Padded)]
    public void Sessions_TakeTheIntegersAsTheyAre(string name, object format, string specification)
    {
        string[] files = this.Create(specification);
        string output = _folder.PathOf("small.quantized");
        string line = Assert.Single(WeftCommand.Run("quantize", files[0], files[1], output, "--weights", name).Lines());
        Assert.StartsWith($"{output}: written, {new FileInfo(output).Length:N0} bytes, ", line, StringComparison.Ordinal);
        Assert.True(new FileInfo(output).Length < new FileInfo(files[1]).Length / 2);

        float[] fromFile = Logits(files[0], output, (WeightFormat)format, static _ => { });
        float[] ofFloats = Logits(files[0], files[1], (WeightFormat)format, model => TakeTable(model, files[0], output));

        Assert.Equal(ofFloats, fromFile);
        Assert.NotEqual(Logits(files[0], files[1], WeightFormat.Float32, static _ => { }), fromFile);
    }

    /// <summary>Where groups have no padding, what was rounded before is found again.</summary>
    [Theory]
    [InlineData("int8", WeightFormat.Int8)]
    [InlineData("int4", WeightFormat.Int4)]
    public void RoundedWeights_AreRoundedToThemselves(string name, object format)
    {
        string[] files = this.Create(Decoder);
        string output = _folder.PathOf("small.quantized");
        Assert.Single(WeftCommand.Run("quantize", files[0], files[1], output, "--weights", name).Lines());

        Assert.Equal(
            Logits(files[0], output, (WeightFormat)format, static _ => { }),
            Logits(files[0], output, (WeightFormat)format, static model => model.MarkParametersChanged()));
    }

    /// <summary>What is loaded is what the tensors of the file say, read here by their description.</summary>
    [Theory]
    [InlineData("int8")]
    [InlineData("int4")]
    public void File_IsAsItIsDescribed(string name)
    {
        string[] files = this.Create(Decoder);
        string output = _folder.PathOf("small.quantized");
        Assert.Single(WeftCommand.Run("quantize", files[0], files[1], output, "--weights", name).Lines());
        const string parameter = "decoder.layers.1.feed_forward.down.weight";
        const int outputs = 32, inputs = 80, groups = 3;
        using TransformerModel model = Compile(files[0], WeightFormat.Float32).Load(output);
        using TransformerModel exact = Compile(files[0], WeightFormat.Float32).Load(files[1]);
        float[] loaded = new float[outputs * inputs], floats = new float[outputs * inputs];
        model.Read(parameter, loaded);
        exact.Read(parameter, floats);
        using SafetensorsFile file = SafetensorsFile.Open(output);
        byte[] integers = Bytes(file, $"{parameter}.integers");
        float[] scales = file.ReadSingles($"{parameter}.scales");
        float[] factors = file.ReadSingles($"{parameter}.factors");
        byte[] zeros = name == "int4" ? Bytes(file, $"{parameter}.zeros") : [];

        Assert.Equal((name, "32"), (file.Metadata["weft.weights"], file.Metadata["weft.weights.group"]));
        Assert.Equal(new long[] { outputs, name == "int4" ? inputs / 2 : inputs }, file.Find($"{parameter}.integers")!.Shape.ToArray());

        for (int i = 0; i < loaded.Length; i++)
        {
            int group = (i / inputs * groups) + (i % inputs / 32);
            int integer = name == "int8" ? (sbyte)integers[i] : (8 * ((integers[i / 2] >> (i % 2 * 4)) & 15)) - zeros[group];
            Assert.Equal(factors[i / inputs] * scales[group] * integer, loaded[i]);
        }

        // Norms and biases are as they were.
        float[] norm = new float[32], exactNorm = new float[32];
        model.Read("decoder.layers.0.self_attention_norm.weight", norm);
        exact.Read("decoder.layers.0.self_attention_norm.weight", exactNorm);
        Assert.Equal(exactNorm, norm);
        Assert.InRange(loaded.Zip(floats).Max(static pair => Math.Abs(pair.First - pair.Second)), 1e-6f, 0.1f);
    }

    [Theory]
    [InlineData("\"32\"", "\"64\"", "its weights are in groups of 64 inputs ('weft.weights.group'); Weft reads groups of 32.")]
    [InlineData("\"int4\"", "\"int5\"", "its weights are stored as int5 ('weft.weights'); Weft reads int8 and int4.")]
    [InlineData("down.weight.zeros", "down.weight.zerox", "tensor 'decoder.layers.0.feed_forward.down.weight.zeros': it is missing beside its integers.")]
    [InlineData("[32,3]", "[3,32]", "it is F16 [3, 32]; the model needs F16 [32, 3].")]
    public void OtherFile_IsRefused(string from, string to, string message)
    {
        string[] files = this.Create(Decoder);
        string output = _folder.PathOf("small.safetensors");
        Assert.Single(WeftCommand.Run("quantize", files[0], files[1], output, "--weights", "int4").Lines());

        // Without its checksum, which tells of every change.
        byte[] bytes = File.ReadAllBytes(output);
        string text = Encoding.Latin1.GetString(bytes)
            .Replace("weft.checksum", "weft.checksux", StringComparison.Ordinal).Replace("weft-crc32c:", "weft-crc32x:", StringComparison.Ordinal);
        int place = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(place >= 0);
        File.WriteAllBytes(output, Encoding.Latin1.GetBytes(text[..place] + to + text[(place + to.Length)..]));
        RunnableModel runnable = Compile(files[0], WeightFormat.Int4);

        Assert.Contains(message, Assert.ThrowsAny<IOException>(() => runnable.Load(output)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutIntegers_WeightsAreNeeded()
    {
        string[] files = this.Create(Decoder);
        WeftCommand run = WeftCommand.Run("quantize", files[0], files[1], _folder.PathOf("out.safetensors"));

        Assert.Equal(CommandLine.UsageError, run.Code);
        Assert.Equal($"weft quantize: --weights is needed: {files[0]} stores weights in float32.", run.ErrorLines()[0]);
        Assert.False(File.Exists(_folder.PathOf("out.safetensors")));
    }

    private static byte[] Bytes(SafetensorsFile file, string name)
    {
        SafetensorsTensor tensor = file.Find(name)!;
        byte[] all = File.ReadAllBytes(file.Path);

        return all.AsSpan((int)(8 + BitConverter.ToInt64(all) + tensor.Start), (int)tensor.Bytes).ToArray();
    }

    // Takes over the table of tokens of another file: a session rounds its products, and not the rows that tokens look up.
    private static void TakeTable(TransformerModel model, string specification, string path)
    {
        const string Table = "decoder.token_embedding.weight";
        using TransformerModel other = Compile(specification, WeightFormat.Float32).Load(path);
        float[] values = new float[model.Description.Parameters.Single(static info => info.Name == Table).Count];
        other.Read(Table, values);
        model.Write(Table, values);
    }

    private static float[] Logits(string specification, string weights, WeightFormat format, Action<TransformerModel> change)
    {
        RunnableModel runnable = Compile(specification, format);
        using TransformerModel model = runnable.Load(weights);
        change(model);
        using DecoderSession session = (DecoderSession)runnable.StartInference(model, workers: null!);

        return [.. new[] { 3, 18, 0, 7, 7 }.SelectMany(token => session.Feed(token).ToArray())];
    }

    private static RunnableModel Compile(string path, WeightFormat format)
    {
        (ModelSpecification read, _, ModelBuild build) = SpecificationCompiler.Compile(
            path, model => model with { Inference = model.Inference with { Weights = format } });

        return InMemoryCompiler.Compile(build.Sources, read.FullName);
    }

    // A specification, and a file of random parameters of its model.
    private string[] Create(string text)
    {
        string path = _folder.Write("small.yaml", text);
        using TransformerModel model = Compile(path, WeightFormat.Float32).Initialize(3);
        model.Save(_folder.PathOf("small.safetensors.exact"));

        return [path, _folder.PathOf("small.safetensors.exact")];
    }
}
