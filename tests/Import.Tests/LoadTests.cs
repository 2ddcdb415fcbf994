using System;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>A compiled model that loads its folder as it is.</summary>
public sealed class LoadTests
{
    [Fact]
    public void Folder_GivesTheParametersOfAnImport()
    {
        using ModelFolder folder = Folders.Llama().Shuffle().Save();
        using ImportedModel imported = ModelImport.Open(folder.Path);
        imported.SaveParameters(folder["imported"]);
        using Kept expected = Kept.Load(folder["imported"]);
        using Kept model = ModelImport.Load<Kept>(folder.Path);

        Assert.All(Kept.Shape.Parameters, info => Assert.Equal(Values(expected, info), Values(model, info)));
        Assert.NotEqual(0, model.Version);
        using Kept.Inference session = model.StartInference();
        using Kept.Inference expectedSession = expected.StartInference();
        Assert.Equal(expectedSession.Feed([1, 2, 3]).ToArray(), session.Feed([1, 2, 3]).ToArray());
    }

    [Fact]
    public void GgufFile_IsLoadedJustSo()
    {
        using ModelFolder folder = Folders.Llama().Shuffle().Save();
        using Kept expected = ModelImport.Load<Kept>(folder.Path);
        using Kept model = ModelImport.Load<Kept>(GgufTests.Save(folder, GgufTests.Convert(folder)));

        Assert.All(Kept.Shape.Parameters, info => Assert.Equal(Values(expected, info), Values(model, info)));
    }

    [Theory]
    [InlineData("\"rope_theta\": 500000.0", "\"rope_theta\": 10000.0", "the model is one of 'rope_theta: 10000'; Kept has 'rope_theta: 500000'.")]
    [InlineData("\"rms_norm_eps\": 1e-6", "\"rms_norm_eps\": 1e-5", "the model is one of 'norm_epsilon: 1e-5'; Kept has 'norm_epsilon: 1E-06'.")]
    [InlineData("\"hidden_act\": \"silu\"", "\"hidden_act\": \"relu\"", "the model is one of 'activation: reglu'; Kept has 'activation: swiglu'.")]
    [InlineData("\"max_position_embeddings\": 16", "\"max_position_embeddings\": 10", "the model is one of 'max_length: 10'; Kept has 'max_length: 12', which may be less and not more.")]
    [InlineData("\"rope_scaling\": null", "\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.0}", "the model is one of 'type: linear'; Kept has 'type: none'.")]
    [InlineData("\"model_type\": \"llama\", \"architectures\": [\"LlamaForCausalLM\"]", "\"model_type\": \"mistral\", \"sliding_window\": 4", "the model is one of 'window: 4'; Kept has 'window: none'.")]
    [InlineData("\"num_attention_heads\": 2, \"num_key_value_heads\": 1", "\"num_attention_heads\": 4, \"num_key_value_heads\": 2", "the model is one of 'heads: 4'; Kept has 'heads: 2'.")]
    public void OtherConfiguration_NamesTheKey(string old, string other, string message)
    {
        using ModelFolder folder = Folders.Llama();
        folder.Configuration = folder.Configuration.Replace(old, other, StringComparison.Ordinal);
        Assert.Contains(other, folder.Configuration, StringComparison.Ordinal);
        folder.Save();

        Assert.Equal($"{folder.Path}: {message}", Assert.Throws<ImportException>(() => ModelImport.Load<Kept>(folder.Path)).Message);
    }

    [Fact]
    public void WindowThatHidesNothing_IsNone()
    {
        using ModelFolder folder = Folders.Llama();
        folder.Configuration = folder.Configuration.Replace(
            "\"model_type\": \"llama\", \"architectures\": [\"LlamaForCausalLM\"]", "\"model_type\": \"mistral\", \"sliding_window\": 12", StringComparison.Ordinal);
        folder.Save();

        using Kept kept = ModelImport.Load<Kept>(folder.Path);
        Assert.Equal(12, Kept.Shape.MaxLength);
    }

    [Theory]
    [InlineData(16, 6, "the model is one of 'd_model: 16'; Kept has 'd_model: 8'.")]
    [InlineData(8, 10, "the model is one of 'd_ff: 10'; Kept has 'd_ff: 6'.")]
    public void OtherSizes_NameTheKey(int size, int inner, string message)
    {
        using ModelFolder folder = Folders.Llama("llama", size, inner, "\"rope_theta\": 500000.0").Save();

        Assert.Equal($"{folder.Path}: {message}", Assert.Throws<ImportException>(() => ModelImport.Load<Kept>(folder.Path)).Message);
    }

    [Fact]
    public void MoreLayers_NameTheKey()
    {
        using ModelFolder folder = Folders.Llama();
        folder.Configuration = folder.Configuration.Replace("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2", StringComparison.Ordinal);
        _ = folder.Add(
            ("model.layers.1.self_attn.q_proj.weight", [8, 8]), ("model.layers.1.self_attn.k_proj.weight", [4, 8]),
            ("model.layers.1.self_attn.v_proj.weight", [4, 8]), ("model.layers.1.self_attn.o_proj.weight", [8, 8]),
            ("model.layers.1.mlp.gate_proj.weight", [6, 8]), ("model.layers.1.mlp.up_proj.weight", [6, 8]),
            ("model.layers.1.mlp.down_proj.weight", [8, 6]), ("model.layers.1.input_layernorm.weight", [8]),
            ("model.layers.1.post_attention_layernorm.weight", [8])).Save();

        Assert.Equal($"{folder.Path}: the model is one of 'layers: 2'; Kept has 'layers: 1'.", Message(folder));
    }

    [Fact]
    public void OtherParameters_AreNamed()
    {
        using ModelFolder tied = Folders.Llama("llama", 8, 6, "\"rope_theta\": 500000.0, \"tie_word_embeddings\": true").Save();
        using ModelFolder normed = Folders.Llama("qwen3", 8, 6, "\"rope_theta\": 500000.0").Save();

        Assert.Equal($"{tied.Path}: the model has no parameter 'output.weight'; Kept needs it.", Message(tied));
        Assert.Equal(
            $"{normed.Path}: the model has the parameter 'decoder.layers.0.self_attention.query_norm.weight'; Kept has none of that name.", Message(normed));
    }

    [Fact]
    public void ModelOfAnotherFolder_IsUnchanged()
    {
        using ModelFolder folder = Folders.Llama("llama", 8, 6, "\"rope_theta\": 1000.0").Save();
        using ImportedModel imported = ModelImport.Open(folder.Path);
        using Kept model = Kept.Initialize(seed: 1);
        using Kept same = Kept.Initialize(seed: 1);

        Assert.Throws<ImportException>(() => imported.CopyTo(model));
        Assert.All(Kept.Shape.Parameters, info => Assert.Equal(Values(same, info), Values(model, info)));
    }

    [Fact]
    public void Recurrence_TakesNoneOfThem()
    {
        using ModelFolder folder = Folders.Llama();
        folder.Save();

        Assert.Equal(
            $"{folder.Path}: the model is one of 'mixer: attention'; Recurrent has 'mixer: gru'.",
            Assert.Throws<ImportException>(() => ModelImport.Load<Recurrent>(folder.Path)).Message);
    }

    private static string Message(ModelFolder folder) => Assert.Throws<ImportException>(() => ModelImport.Load<Kept>(folder.Path)).Message;

    private static float[] Values(Kept model, ParameterInfo info)
    {
        float[] values = new float[info.Count];
        model.Read(info.Name, values);

        return values;
    }
}
