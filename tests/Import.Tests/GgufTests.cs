using System;
using System.IO;
using System.Linq;
using Weft.Conformance.HuggingFace;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>GGUF files: the same model as the folder that they were made of.</summary>
public sealed class GgufTests
{
    [Theory]
    [InlineData("llama", "\"rope_theta\": 500000.0")]
    [InlineData("qwen3", "\"rope_theta\": 1000000.0")]
    [InlineData("phi3", "\"rope_theta\": 10000.0, \"sliding_window\": 8")]
    [InlineData("gemma", "\"rope_theta\": 10000.0")]
    [InlineData("gemma2", "\"rope_theta\": 10000.0, \"sliding_window\": 8, \"query_pre_attn_scalar\": 4, \"attn_logit_softcapping\": 50.0, \"final_logit_softcapping\": 30.0")]
    [InlineData("gemma3_text", "\"rope_theta\": 1000000.0, \"sliding_window\": 8, \"query_pre_attn_scalar\": 4")]
    public void RelativeOfLlama_SpecificationAndParametersOfTheFolder(string family, string keys)
    {
        using ModelFolder folder = Folders.Llama(family, 8, 6, keys).Shuffle().Save();

        CheckSame(folder);
    }

    [Fact]
    public void Gpt2_SpecificationAndParametersOfTheFolder()
    {
        using ModelFolder folder = Folders.Gpt2().Shuffle().Save();

        CheckSame(folder);
    }

    [Fact]
    public void FactorsOfLlama3_BecomeTheRule()
    {
        using ModelFolder folder = Folders.Llama("llama", 32, 32, Llama3Rope(original: 64)).Save();

        Assert.Contains("rope_scaling: { type: llama3, factor: 8, original_length: 64, ", folder.Specification(), StringComparison.Ordinal);
        CheckSame(folder);
    }

    [Theory]
    [InlineData("linear", "rope_scaling: { type: linear, factor: 4 }")]
    [InlineData("yarn", "rope_scaling: { type: yarn, factor: 4, original_length: 8, beta_fast: 32, beta_slow: 1 }")]
    public void KeysOfScaling_BecomeIt(string type, string expected)
    {
        using ModelFolder folder = Folders.Wide().Save();
        GgufWriter writer = Convert(folder)
            .Text("llama.rope.scaling.type", type).Number("llama.rope.scaling.factor", 4).Whole("llama.rope.scaling.original_context_length", 8);

        Assert.Contains($"{expected}\n", ModelFolder.SpecificationOf(Save(folder, writer)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("Q8_0")]
    [InlineData("Q4_0")]
    public void SmallerTypes_BecomeSingles(string type)
    {
        using ModelFolder folder = Folders.Wide().Save();
        Func<float[], GgufElements> store = type switch
        {
            "F16" => GgufElements.F16,
            "BF16" => GgufElements.BF16,
            "Q8_0" => GgufElements.Q8,
            _ => GgufElements.Q4,
        };
        string path = Save(folder, GgufConverter.Convert(folder.Path, store)!);
        using SafetensorsFile imported = Import(folder, path);
        float[] down = folder.Values("model.layers.0.mlp.down_proj.weight");

        Assert.Equal(store(down).Values, imported.ReadSingles("decoder.layers.0.feed_forward.down.weight"));
        Assert.NotEqual(down, store(down).Values);
        Assert.All(down.Zip(store(down).Values), static pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.13));
        Assert.Equal(folder.Values("model.norm.weight"), imported.ReadSingles("decoder.final_norm.weight"));
    }

    [Theory]
    [InlineData(8u, "003800FF027F80", new[] { 0f, -0.5f, 1f, 63.5f, -64f }, new[] { 0, 1, 2, 3, 4 })]
    [InlineData(2u, "00B80F7188", new[] { -3.5f, 3.5f, 0f, 4f, 0.5f, 0f }, new[] { 0, 1, 2, 16, 17, 18 })]
    public void Blocks_AreReadAsTheirFormatSays(uint type, string bytes, float[] expected, int[] places)
    {
        // A block in the place of a row: its scale, 0.5 or -0.5, then the elements.
        using ModelFolder folder = Folders.Wide().Save();
        byte[] row = new byte[type == 8 ? 34 : 18];
        System.Convert.FromHexString(bytes).CopyTo(row, 0);
        GgufWriter writer = Convert(folder).RemoveTensor("token_embd.weight")
            .Tensor("token_embd.weight", type, [5, 32], [.. Enumerable.Repeat(row, 5).SelectMany(static copy => copy)]);
        using SafetensorsFile imported = Import(folder, Save(folder, writer));
        float[] embedding = imported.ReadSingles("decoder.token_embedding.weight");

        Assert.Equal(expected, places.Select(place => embedding[place]));
        Assert.Equal(embedding[..32], embedding[128..]);
    }

    [Fact]
    public void TiedOutput_IsAbsent()
    {
        using ModelFolder folder = Folders.Wide().Save();
        string path = Save(folder, Convert(folder).RemoveTensor("output.weight"));

        Assert.Contains("tie_embeddings: true\n", ModelFolder.SpecificationOf(path), StringComparison.Ordinal);
        Assert.Null(Import(folder, path).Find("output.weight"));
    }

    [Fact]
    public void Version2_IsRead()
    {
        using ModelFolder folder = Folders.Wide().Save();
        GgufWriter writer = Convert(folder);
        writer.Version = 2;

        Assert.Equal(folder.Specification(), ModelFolder.SpecificationOf(Save(folder, writer)));
    }

    internal static string Llama3Rope(int original) =>
        $$"""
        "rope_parameters": {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": {{original}}}
        """;

    internal static GgufWriter Convert(ModelFolder folder) => GgufConverter.Convert(folder.Path, GgufElements.F32)!;

    internal static string Save(ModelFolder folder, GgufWriter writer)
    {
        File.WriteAllBytes(folder["tiny.gguf"], writer.ToArray());

        return folder["tiny.gguf"];
    }

    private static SafetensorsFile Import(ModelFolder folder, string path)
    {
        using ImportedModel model = ModelImport.Open(path, "Tiny");
        model.SaveParameters(folder["imported"]);

        return SafetensorsFile.Open(folder["imported"]);
    }

    // To the bit.
    private static void CheckSame(ModelFolder folder)
    {
        string path = Save(folder, Convert(folder));
        using ImportedModel model = ModelImport.Open(folder.Path, "Tiny");
        model.SaveParameters(folder["expected"]);
        using SafetensorsFile expected = SafetensorsFile.Open(folder["expected"]);
        using SafetensorsFile actual = Import(folder, path);

        Assert.Equal(folder.Specification(), ModelFolder.SpecificationOf(path));
        Assert.Equal(expected.Tensors.Select(static tensor => tensor.Name), actual.Tensors.Select(static tensor => tensor.Name));
        Assert.All(expected.Tensors, tensor => Assert.Equal(expected.ReadSingles(tensor.Name), actual.ReadSingles(tensor.Name)));
    }
}
