using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Weft.Generator;
using Weft.Generator.Specification;
using Weft.Tool.Compilation;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>Exports: what an import makes of a folder goes back into a folder, and models of one's own find the family that has their keys.</summary>
public sealed class ExportTests : IDisposable
{
    /// <summary>A folder of more folders of models, as tests/Conformance reads them.</summary>
    private const string MoreFolders = "WEFT_HUGGINGFACE_FOLDERS";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-export");

    /// <summary>The models that conformance tests have.</summary>
    public static TheoryData<string> Folders =>
    [
        .. new[] { Path.Combine(AppContext.BaseDirectory, "huggingface"), Environment.GetEnvironmentVariable(MoreFolders) }
            .OfType<string>()
            .SelectMany(Directory.GetDirectories)
            .Where(static folder => File.Exists(Path.Combine(folder, "config.json")) && File.Exists(Path.Combine(folder, "model.safetensors"))),
    ];

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>
    /// The exported file has the tensors that the folder had, bit for bit, but for what an import does not keep: rows before the first
    /// position, tables that are computed, and the last bits of norms that stand as their distance from 1.
    /// </summary>
    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_ComesBack(string folder)
    {
        (ExportedModel exported, string parameters) = this.ImportAndExport(folder);
        using JsonDocument given = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
        Assert.Equal(given.RootElement.GetProperty("model_type").GetString(), exported.Family);
        Assert.Equal(given.RootElement.GetProperty("architectures")[0].GetString(), exported.ClassName);
        this.CompareTensors(Path.Combine(folder, "model.safetensors"));
        this.CompareConfiguration(given.RootElement);

        // And once more, the other way round.
        using ImportedModel again = ModelImport.Open(this.PathOf("exported"), "Tiny");
        again.SaveParameters(this.PathOf("again.safetensors"));
        Assert.Equal(Tensors(parameters), Tensors(this.PathOf("again.safetensors")));
    }

    /// <summary>Models that a YAML file of one's own describes find the family that has their keys.</summary>
    [Theory]
    [InlineData("llama", "LlamaForCausalLM", "norm: rmsnorm; norm_placement: pre; positional_encoding: rope; activation: swiglu; bias: false; kv_heads: 1; d_ff: 24")]
    [InlineData("gpt2", "GPT2LMHeadModel", "norm_placement: pre; positional_encoding: learned; activation: gelu_tanh; tie_embeddings: true; bias: true")]
    [InlineData("mistral", "MistralForCausalLM", "norm: rmsnorm; norm_placement: pre; positional_encoding: rope; activation: swiglu; bias: false; window: 4")]
    public void OwnModel_FindsItsFamily(string family, string className, string keys)
    {
        ModelDescription model = Describe($"model: Own\narchitecture: decoder\nvocabulary: 20\nmax_length: 16\nd_model: 16\nlayers: 2\nheads: 2\n{Lines(keys)}");
        ExportedModel exported = ModelExport.Find(model);

        Assert.Equal((family, className), (exported.Family, exported.ClassName));
    }

    [Fact]
    public void OwnEncoder_FindsBert()
    {
        const string keys = "output: hidden; token_types: 2; activation: gelu; norm_placement: post; embedding_norm: true; positional_encoding: learned; norm_epsilon: 1e-12";
        ModelDescription model = Describe($"model: Own\narchitecture: encoder\nvocabulary: 20\nmax_length: 16\nd_model: 16\nlayers: 2\nheads: 2\n{Lines(keys)}");

        Assert.Equal("BertModel", ModelExport.Find(model).ClassName);
    }

    /// <summary>No family has the original positions with norms before sublayers; the key is named.</summary>
    [Theory]
    [InlineData(null, "norm_placement: pre; activation: relu", "positional_encoding: sinusoidal")]
    [InlineData("gpt2", "norm: rmsnorm; norm_placement: pre; positional_encoding: rope; activation: swiglu; bias: false", "activation: swiglu")]
    [InlineData("llama", "norm_placement: sandwich; norm: rmsnorm; positional_encoding: rope; activation: swiglu; bias: false", "norm_placement: sandwich")]
    public void OwnModel_WithoutAFamily_NamesTheKey(string? family, string keys, string named)
    {
        ModelDescription model = Describe($"model: Own\narchitecture: decoder\nvocabulary: 20\nmax_length: 16\nd_model: 16\nlayers: 2\nheads: 2\n{Lines(keys)}");
        ExportException exception = Assert.Throws<ExportException>(() => ModelExport.Find(model, family));

        Assert.Contains($"'{named}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recurrence_HasNoFamily()
    {
        ModelDescription model = Describe("model: Own\narchitecture: decoder\nvocabulary: 20\nmax_length: 16\nd_model: 16\nlayers: 2\nmixer: gru\n");

        Assert.Equal(
            "no family mixes tokens by anything but attention, and Own has 'mixer: gru'.", Assert.Throws<ExportException>(() => ModelExport.Find(model)).Message);
    }

    /// <summary>A model in memory is written as its file is.</summary>
    [Fact]
    public void LoadedModel_IsSavedLikeItsFile()
    {
        using Kept model = Kept.Initialize(seed: 1);
        model.Save(this.PathOf("kept.safetensors"));
        ModelExport.Save(model, this.PathOf("memory"));
        ModelExport.Find(Kept.Shape).Save(this.PathOf("kept.safetensors"), this.PathOf("file"));

        Assert.Equal(File.ReadAllBytes(this.PathOf("file/model.safetensors")), File.ReadAllBytes(this.PathOf("memory/model.safetensors")));
        Assert.Equal(File.ReadAllText(this.PathOf("file/config.json")), File.ReadAllText(this.PathOf("memory/config.json")));
    }

    [Fact]
    public void ParametersOfAnotherModel_AreRefused_AndNoFolderIsLeft()
    {
        new SafetensorsWriter().Save(this.PathOf("empty.safetensors"));

        Assert.Throws<ModelFileException>(() => ModelExport.Find(Kept.Shape).Save(this.PathOf("empty.safetensors"), this.PathOf("new")));
        Assert.False(Directory.Exists(this.PathOf("new")));
    }

    private static string Lines(string keys) => keys.Replace("; ", "\n", StringComparison.Ordinal);

    private (ExportedModel Exported, string Parameters) ImportAndExport(string folder)
    {
        using ImportedModel imported = ModelImport.Open(folder, "Tiny");
        string parameters = this.PathOf("imported.safetensors");
        imported.SaveParameters(parameters);
        ExportedModel exported = ModelExport.Find(Describe(imported.SpecificationText), imported.Family);
        exported.Save(parameters, this.PathOf("exported"));

        return (exported, parameters);
    }

    private void CompareTensors(string path)
    {
        using SafetensorsFile given = SafetensorsFile.Open(path);
        using SafetensorsFile written = SafetensorsFile.Open(this.PathOf("exported/model.safetensors"));
        List<string> rounded = [];

        foreach (SafetensorsTensor tensor in written.Tensors)
        {
            Assert.True(given.Find(tensor.Name) is not null, $"The folder has no '{tensor.Name}'.");
            Assert.Equal(given.Find(tensor.Name)!.Shape.ToArray(), tensor.Shape.ToArray());
            float[] expected = given.ReadSingles(tensor.Name);
            float[] actual = written.ReadSingles(tensor.Name);
            int before = actual.TakeWhile(static value => value == 0).Count();
            bool isEqual = expected.AsSpan(before).SequenceEqual(actual.AsSpan(before));
            Assert.True(isEqual || expected.Zip(actual).All(static pair => Math.Abs(pair.First - pair.Second) <= 6e-8f), tensor.Name);
            Assert.True(before == 0 || tensor.Name.Contains("position", StringComparison.Ordinal) || expected[..before].All(static value => value == 0), tensor.Name);
            rounded.AddRange(isEqual ? [] : [tensor.Name]);
        }

        Assert.All(rounded, static name => Assert.Contains("norm", name, StringComparison.Ordinal));
    }

    // What both say, they say alike: in other words perhaps, or where the folder leaves it to the family.
    private void CompareConfiguration(JsonElement given)
    {
        using JsonDocument written = JsonDocument.Parse(File.ReadAllText(this.PathOf("exported/config.json")));

        foreach (JsonProperty item in written.RootElement.EnumerateObject())
        {
            if (given.TryGetProperty(item.Name, out JsonElement expected))
            {
                Assert.True(IsSame(expected, item.Value), $"{item.Name}: {item.Value} for {expected}");
            }
        }
    }

    private static bool IsSame(JsonElement given, JsonElement written) => given.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Number => given.GetDouble() == written.GetDouble(),
        JsonValueKind.Object => given.EnumerateObject().All(item => IsSame(item.Value, written.GetProperty(item.Name))),
        JsonValueKind.String => given.GetString() == written.GetString()
            || (given.GetString(), written.GetString()) is ("gelu_pytorch_tanh", "gelu_new") or ("swish", "silu"),
        _ => JsonElement.DeepEquals(given, written),
    };

    private static ModelDescription Describe(string specification)
    {
        SpecificationResult read = SpecificationReader.Read("tiny.yaml", specification, "Test");
        Assert.Empty(read.Problems);

        return DescribedModel.Of(ModelCompiler.Lower(read.Specification!, CancellationToken.None));
    }

    private static List<(string Name, string Shape, string Values)> Tensors(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);

        return
        [
            .. file.Tensors.Select(tensor =>
                (tensor.Name, string.Join(", ", tensor.Shape), Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(file.ReadSingles(tensor.Name))))),
        ];
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
