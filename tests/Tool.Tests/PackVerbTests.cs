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

public sealed class PackVerbTests : IDisposable
{
    private const string Decoder = $"model: Small\narchitecture: decoder\nd_model: 32\n{Sizes}";

    // Heads of 12 columns stand in 16.
    private const string Padded = $"model: Small\narchitecture: decoder\nd_model: 24\n{Sizes}tie_embeddings: true\n";

    private const string Sizes = "vocabulary: 19\nmax_length: 8\nd_ff: 80\nlayers: 2\nheads: 2\ninstruction_sets: [portable]\n";

    private const string Table = "decoder.token_embedding.weight";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A session of the file has the bits of one that stores the weights itself.</summary>
    [Theory]
    [InlineData("float32", Decoder)]
    [InlineData("float32", Padded)]
    [InlineData("bfloat16", Padded)]
    [InlineData("int8", Padded)]
    [InlineData("int4", Decoder)]
    [InlineData("int4", Padded)]
    public void Sessions_MapTheWeights(string weights, string specification)
    {
        (string path, string exact, string packed) = this.Pack(specification, weights);
        RunnableModel compiled = Compile(path);
        using TransformerModel model = compiled.Load(packed);

        Assert.Equal(Logits(compiled, exact), Logits(compiled, packed));
        Assert.Equal(Logits(compiled, exact), Logits(compiled, model));
    }

    /// <summary>The parameters are there for whoever asks: those that the stored weights are the values of.</summary>
    [Theory]
    [InlineData("float32", 0)]
    [InlineData("bfloat16", 0.004)]
    [InlineData("int8", 0.015)]
    [InlineData("int4", 0.1)]
    public void Parameters_AreThoseOfTheWeights(string weights, double tolerance)
    {
        (string path, string exact, string packed) = this.Pack(Padded, weights);
        RunnableModel compiled = Compile(path);
        using TransformerModel model = compiled.Load(packed);
        using TransformerModel original = compiled.Load(exact);

        foreach (ParameterInfo info in model.Description.Parameters)
        {
            float[] values = new float[info.Count], expected = new float[info.Count];
            model.Read(info.Name, values);
            original.Read(info.Name, expected);
            Assert.InRange(values.Zip(expected).Max(static pair => Math.Abs(pair.First - pair.Second)), 0, tolerance);
        }

        model.Save(_folder.PathOf("again.safetensors"));
        model.MarkParametersChanged();
        Assert.Equal(Logits(compiled, _folder.PathOf("again.safetensors")), Logits(compiled, model));
    }

    /// <summary>A change is the model's alone: neither the file has it nor a session that runs, but one that is started has.</summary>
    [Theory]
    [InlineData("float32")]
    [InlineData("int8")]
    public void Changes_StayInTheModel(string weights)
    {
        (string path, string exact, string packed) = this.Pack(Decoder, weights);
        byte[] bytes = File.ReadAllBytes(packed);
        RunnableModel compiled = Compile(path);
        using TransformerModel model = compiled.Load(packed);
        using DecoderSession before = (DecoderSession)compiled.StartInference(model, workers: null!);
        model.Write(Table, new float[19 * 32]);
        float[] expected = Logits(compiled, exact);

        Assert.Equal(expected, Feed(before));
        Assert.NotEqual(expected, Logits(compiled, model));
        Assert.Equal(bytes, File.ReadAllBytes(packed));
        model.Dispose();
        Assert.Equal(expected, Feed(before));
    }

    [Fact]
    public void DisposedModel_StartsNoSession()
    {
        (string path, _, string packed) = this.Pack(Decoder, "float32");
        RunnableModel compiled = Compile(path);
        TransformerModel model = compiled.Load(packed);
        model.Dispose();

        _ = Assert.Throws<ObjectDisposedException>(() => compiled.StartInference(model, workers: null!));
        _ = Assert.Throws<ObjectDisposedException>(() => model.Read(Table, new float[19 * 32]));
    }

    [Theory]
    [InlineData("panels of 16", "panels of 32", "it is packed as '3, panels of 32, float32', and Small needs '3, panels of 16, float32'")]
    [InlineData("\"3, panels", "\"1, panels", "it is packed as '1, panels of 16, float32', and Small needs '3, panels of 16, float32'")]
    [InlineData("weft.packed.weights", "weft.packed.weighty", "tensor 'weft.packed.weights': it is missing; Small needs it.")]
    [InlineData("\"U8\"", "\"I8\"", "tensor 'weft.packed.weights': it is I8 [")]
    [InlineData("heads: 2", "heads: 4", "the parameters are of a model with 'heads: 4'; Small has 'heads: 2'.")]
    [InlineData("weft.specification", "weft.specificatiox", "it is packed for another specification than that of Small")]
    public void OtherFile_IsRefused(string from, string to, string message)
    {
        (string path, _, string packed) = this.Pack(Decoder, "float32");
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(packed));
        int place = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(place >= 0);
        File.WriteAllBytes(packed, Encoding.Latin1.GetBytes(text[..place] + to + text[(place + from.Length)..]));

        Assert.Contains(message, Assert.Throws<ModelFileException>(() => Compile(path).Load(packed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherSpecification_IsRefused()
    {
        (_, _, string packed) = this.Pack(Decoder, "float32");
        string longer = _folder.Write("longer.yaml", Decoder.Replace("max_length: 8", "max_length: 9", StringComparison.Ordinal));
        string rounded = _folder.Write("rounded.yaml", $"{Decoder}inference: {{ weights: int8 }}\n");

        Assert.Contains(
            "it is packed for another specification than that of Small; pack its weights again.",
            Assert.Throws<ModelFileException>(() => Compile(longer).Load(packed)).Message,
            StringComparison.Ordinal);
        Assert.Contains("and Small needs '3, panels of 16, int8'", Assert.Throws<ModelFileException>(() => Compile(rounded).Load(packed)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, "the file is truncated")]
    [InlineData(1, "the file has 1 bytes after its last tensor.")]
    public void OtherLength_IsRefused(int more, string message)
    {
        (string path, _, string packed) = this.Pack(Decoder, "float32");
        byte[] bytes = File.ReadAllBytes(packed);
        Array.Resize(ref bytes, bytes.Length + more);
        File.WriteAllBytes(packed, bytes);

        Assert.Contains(message, Assert.Throws<ModelFileException>(() => Compile(path).Load(packed)).Message, StringComparison.Ordinal);
    }

    /// <summary>Loading does not read the weights; opening the file does.</summary>
    [Fact]
    public void DamagedWeights_AreFoundByTheChecksum()
    {
        (_, _, string packed) = this.Pack(Decoder, "float32");
        byte[] bytes = File.ReadAllBytes(packed);
        bytes[^100] ^= 1;
        File.WriteAllBytes(packed, bytes);

        Assert.Contains("the file is damaged", Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(packed)).Message, StringComparison.Ordinal);
    }

    /// <summary>Who needs parameters by name says where they are.</summary>
    [Fact]
    public void PackedFile_HasNoParameters()
    {
        (string path, _, string packed) = this.Pack(Decoder, "float32");
        WeftCommand run = WeftCommand.Run("average", _folder.PathOf("mean.safetensors"), packed, packed);
        WeftCommand again = WeftCommand.Run("quantize", path, packed, _folder.PathOf("q.safetensors"), "--weights", "int8");

        Assert.Equal(CommandLine.InputError, run.Code);
        Assert.Contains("is packed for sessions (`weft pack`)", run.Error, StringComparison.Ordinal);
        Assert.Equal(CommandLine.Success, again.Code);
    }

    [Fact]
    public void WithoutOutput_NothingIsDone()
    {
        string path = _folder.Write("small.yaml", Decoder);
        WeftCommand run = WeftCommand.Run("pack", path, path);

        Assert.Equal(CommandLine.UsageError, run.Code);
        Assert.Equal("weft pack: --output FILE is needed.", run.ErrorLines()[0]);
    }

    private static float[] Logits(RunnableModel compiled, string weights)
    {
        using TransformerModel model = compiled.Load(weights);

        return Logits(compiled, model);
    }

    private static float[] Logits(RunnableModel compiled, TransformerModel model)
    {
        using DecoderSession session = (DecoderSession)compiled.StartInference(model, workers: null!);

        return Feed(session);
    }

    private static float[] Feed(DecoderSession session)
    {
        session.Reset();

        return [.. new[] { 3, 18, 0, 7, 7 }.SelectMany(token => session.Feed(token).ToArray())];
    }

    private static RunnableModel Compile(string path)
    {
        (ModelSpecification read, _, ModelBuild build) = SpecificationCompiler.Compile(path);

        return InMemoryCompiler.Compile(build.Sources, read.FullName);
    }

    private (string Specification, string Exact, string Packed) Pack(string text, string weights)
    {
        string path = _folder.Write("small.yaml", weights == WeightLayout.All[0].Name ? text : $"{text}inference: {{ weights: {weights} }}\n");
        string exact = _folder.PathOf("small.safetensors"), packed = _folder.PathOf("small.packed");
        using TransformerModel model = Compile(path).Initialize(3);
        model.Save(exact);
        string line = Assert.Single(WeftCommand.Run("pack", path, exact, "--output", packed).Lines());
        Assert.Equal($"{packed}: written, {new FileInfo(packed).Length:N0} bytes, {weights}.", line);

        return (path, exact, packed);
    }
}
