using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Pipeline;

/// <summary>Weights that a build embeds: their header is compared with the model, and the class gets a method that loads them.</summary>
public sealed class EmbeddedWeightsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void RightWeights_AreLoadedByTheClass()
    {
        this.WriteModel();
        GeneratorRunResult result = this.CreateDriver().Run();

        Assert.Empty(result.Diagnostics);
        Assert.Contains(
            "public static Tiny LoadEmbedded() =>\n        global::Weft.ModelFactory.LoadEmbedded<Tiny>(\"tiny.weights\");",
            result.GeneratedSources.Single(static source => source.HintName.EndsWith("Tiny.g.cs", StringComparison.Ordinal)).SourceText.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutWeights_ThereIsNoSuchMethod() => Assert.DoesNotContain(
        new Driver(("tiny.yaml", Specs.Tiny)).Run().GeneratedSources,
        static source => source.SourceText.ToString().Contains("LoadEmbedded", StringComparison.Ordinal));

    /// <summary>What a trainer's checkpoint has beside its parameters is no matter; nor are weights that are integers.</summary>
    [Theory]
    [InlineData("decoder.layers.0.feed_forward.up.bias\"", "decoder.layers.0.feed_forward.up.bias\"")]
    [InlineData("decoder.layers.0.feed_forward.up.weight\"", "decoder.layers.0.feed_forward.up.weight.integers\"")]
    public void RightWeights_MayBeOfAnotherKind(string from, string to)
    {
        this.WriteModel(text => text.Replace(from, to, StringComparison.Ordinal), "{\"adamw.steps\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,0]}}");

        Assert.Empty(this.CreateDriver().Run().Diagnostics);
    }

    [Theory]
    [InlineData("[11,8]", "[11,9]", "tensor 'decoder.token_embedding.weight' has the shape [11, 9], and [11, 8] is needed")]
    [InlineData("feed_forward.up.bias\"", "feed_forward.up.biax\"", "tensor 'decoder.layers.0.feed_forward.up.bias' of the shape [32] is missing")]
    [InlineData("{\"dec", "{\"more\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,0]},\"dec", "tensor 'more' is no parameter of the model")]
    [InlineData("{\"dec", "{,\"dec", "it is no safetensors file, or a damaged one")]
    [InlineData("\"shape\"", "\"shaqe\"", "it is no safetensors file, or a damaged one")]
    [InlineData("{\"dec", "{\"__metadata__\":{\"weft.packed\":\"3, panels of 16, int4\"},\"dec", "it is packed as '3, panels of 16, int4', and '3, panels of 16, float32' is needed")]
    [InlineData("{\"dec", "{\"__metadata__\":{\"weft.packed\":\"3, panels of 16, float32\"},\"dec", "it is packed for another specification")]
    public void WrongWeights_AreReported(string from, string to, string problem)
    {
        this.WriteModel(text => text.Replace(from, to, StringComparison.Ordinal));
        Diagnostic diagnostic = Assert.Single(this.CreateDriver().Run().Diagnostics);

        Assert.Equal("WEFT022", diagnostic.Id);
        Assert.Equal(_path, diagnostic.Location.GetLineSpan().Path);
        Assert.Equal($"'{_path}' cannot be embedded as the weights of 'App.Tiny': {problem}", diagnostic.GetMessage(null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no header")]
    public void OtherFile_IsReported(string text)
    {
        File.WriteAllText(_path, text);

        Assert.Equal("WEFT022", Assert.Single(this.CreateDriver().Run().Diagnostics).Id);
    }

    [Fact]
    public void TruncatedFile_IsReported()
    {
        this.WriteModel();
        byte[] bytes = File.ReadAllBytes(_path);
        File.WriteAllBytes(_path, bytes[..^1]);

        Assert.EndsWith($"it has {bytes.Length - 1} bytes, and its header announces {bytes.Length}", Assert.Single(this.CreateDriver().Run().Diagnostics).GetMessage(null), StringComparison.Ordinal);
    }

    /// <summary>The build files say so, with the name of the item.</summary>
    [Fact]
    public void MissingFile_IsTheBuildsAffair()
    {
        Driver driver = this.CreateDriver();
        File.Delete(_path);

        Assert.Empty(driver.Run().Diagnostics);
    }

    /// <summary>The time tells that the file is another; the model is compiled once.</summary>
    [Fact]
    public void RewrittenFile_IsReadAgain()
    {
        this.WriteModel();
        Driver driver = this.CreateDriver();
        Assert.Empty(driver.Run().Diagnostics);
        this.WriteModel(static text => text.Replace("[11,8]", "[11,9]", StringComparison.Ordinal));
        GeneratorRunResult result = driver.Embed("tiny.yaml", _path, "2").Run();

        _ = Assert.Single(result.Diagnostics);
        Assert.Equal("Unchanged", Driver.Reasons(result, TrackingNames.Model));
        Assert.Equal("Modified", Driver.Reasons(result, TrackingNames.Weights));
    }

    private Driver CreateDriver() => new Driver(("tiny.yaml", Specs.Tiny)).Embed("tiny.yaml", _path, "1");

    // A file of the model's parameters, all of them where there is nothing.
    private void WriteModel(Func<string, string>? change = null, string? more = null)
    {
        ModelSpecification specification = ModelCompiler.Read("tiny.yaml", Specs.Tiny, "App").Specification!;
        long end = 0;
        string tensors = string.Join(",", ModelCompiler.Lower(specification, default).Parameters.SelectMany(static block => block.Entries).Select(entry =>
        {
            long start = end;
            end += entry.Count * sizeof(float);
            string shape = string.Join(",", entry.Axes.Select(static axis => axis.Groups * axis.Size));

            return $"\"{entry.Name.Replace("{0}", "0", StringComparison.Ordinal)}\":{{\"dtype\":\"F32\",\"shape\":[{shape}],\"data_offsets\":[{start},{end}]}}";
        }));
        string header = $"{{{tensors}{(more is null ? "" : $",{more[1..^1]}")}}}";
        byte[] bytes = Encoding.UTF8.GetBytes(change?.Invoke(header) ?? header);
        File.WriteAllBytes(_path, [.. BitConverter.GetBytes((long)bytes.Length), .. bytes, .. new byte[end]]);
    }
}
