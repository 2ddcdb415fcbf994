using System;
using System.IO;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>What becomes of a configuration.</summary>
public sealed class SpecificationTests
{
    [Fact]
    public void Llama_WritesKeysThatDifferFromDefaults()
    {
        using ModelFolder folder = Folders.Llama().Save();

        Assert.Equal(
            """
            model: Tiny
            architecture: decoder
            vocabulary: 5
            max_length: 16
            d_model: 8
            layers: 1
            heads: 2
            kv_heads: 1
            d_ff: 6
            activation: swiglu
            norm: rmsnorm
            norm_epsilon: 1e-06
            norm_placement: pre
            positional_encoding: rope
            rope_theta: 500000
            bias: false

            """,
            folder.Specification());
    }

    [Fact]
    public void Gpt2_DefaultsAreLeftOut()
    {
        using ModelFolder folder = Folders.Gpt2().Save();

        Assert.Equal(
            """
            model: Tiny
            architecture: decoder
            vocabulary: 5
            max_length: 16
            d_model: 4
            layers: 1
            heads: 2
            activation: gelu_tanh
            norm_placement: pre
            positional_encoding: learned
            tie_embeddings: true

            """,
            folder.Specification());
    }

    [Theory]
    [InlineData("\"rope_theta\": 500000.0, \"rope_scaling\": null", "\"rope_parameters\": {\"rope_theta\": 500000.0, \"rope_type\": \"default\"}")]
    [InlineData("\"torch_dtype\": \"float32\"", "\"dtype\": \"bfloat16\"")]
    public void SpellingOfVersion5_MeansTheSame(string before, string after)
    {
        using ModelFolder old = Folders.Llama().Save();
        using ModelFolder renewed = Folders.Llama();
        renewed.Configuration = renewed.Configuration.Replace(before, after, StringComparison.Ordinal);

        Assert.NotEqual(old.Configuration, renewed.Configuration);
        Assert.Equal(old.Specification(), renewed.Save().Specification());
    }

    [Theory]
    [InlineData("\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 4}", "{ type: llama3, factor: 8, original_length: 4, low_frequency_factor: 1, high_frequency_factor: 4 }")]
    [InlineData("\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.5}", "{ type: linear, factor: 2.5 }")]
    [InlineData("\"rope_scaling\": {\"type\": \"yarn\", \"factor\": 4.0}", "{ type: yarn, factor: 4, original_length: 16, beta_fast: 32, beta_slow: 1 }")]
    [InlineData("\"rope_scaling\": {\"type\": \"dynamic\", \"factor\": 2.0}", "{ type: dynamic, factor: 2, original_length: 16 }")]
    public void RopeScaling_BecomesMapping(string scaling, string mapping)
    {
        using ModelFolder folder = Folders.Llama();
        folder.Configuration = folder.Configuration.Replace("\"rope_scaling\": null", scaling, StringComparison.Ordinal);

        Assert.Contains($"rope_scaling: {mapping}\n", folder.Save().Specification(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"attention_multiplier\": 0.5", "'attention_multiplier: 0.5' changes the arithmetic and is not supported.")]
    [InlineData("\"hidden_act\": \"xielu\"", "'hidden_act: \"xielu\"' changes the arithmetic and is not supported.")]
    [InlineData("\"rope_scaling\": {\"type\": \"longrope\", \"factor\": 2.0}", "'rope_scaling.type: \"longrope\"' changes the arithmetic and is not supported.")]
    [InlineData("\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.0, \"truth\": 1}", "'rope_scaling.truth: 1' changes the arithmetic and is not supported.")]
    [InlineData("\"pruned_heads\": {\"0\": [1]}", "'pruned_heads: {\"0\": [1]}' changes the arithmetic and is not supported.")]
    [InlineData("\"hidden_size\": \"eight\"", "'hidden_size: \"eight\"' should be a whole number.")]
    [InlineData("\"hidden_size\": null", "'hidden_size' is missing.")]
    [InlineData("\"architectures\": [\"LlamaForQuestionAnswering\"]", "'architectures: LlamaForQuestionAnswering' is not supported; of llama are LlamaForCausalLM, LlamaModel, LlamaForSequenceClassification, LlamaForTokenClassification.")]
    public void OtherArithmetic_IsRefusedByName(string entry, string message)
    {
        using ModelFolder folder = Folders.Llama();
        string key = entry.Split(':')[0];
        folder.Configuration = folder.Configuration.Replace(key + ":", "\"use_cache\":", StringComparison.Ordinal) + ", " + entry;
        folder.Save();

        ImportException exception = Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path));
        Assert.Equal($"{folder["config.json"]}: {message}", exception.Message);
    }

    [Theory]
    [InlineData("qwen2_moe", "\"decoder_sparse_step\": 2")]
    [InlineData("qwen3_moe", "\"mlp_only_layers\": [0]")]
    [InlineData("qwen2_moe", "\"use_sliding_window\": true, \"sliding_window\": 4")]
    public void ExpertsOrWindows_InLayersThatNoSpecificationNames_AreRefused(string family, string entries)
    {
        using ModelFolder folder = Folders.Llama();
        folder.Configuration = folder.Configuration
            .Replace("\"llama\"", $"\"{family}\"", StringComparison.Ordinal)
            .Replace("\"architectures\": [\"LlamaForCausalLM\"], ", "", StringComparison.Ordinal) + ", " + entries;
        folder.Save();

        ImportException exception = Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path));
        Assert.Equal(
            $"{folder["config.json"]}: '{entries.Split(", ")[0].Replace("\"", "", StringComparison.Ordinal)}' changes the arithmetic and is not supported.",
            exception.Message);
    }

    [Fact]
    public void UnknownFamily_ListsThoseThereAre()
    {
        using ModelFolder folder = Folders.Llama();
        folder.Configuration = folder.Configuration.Replace("\"model_type\": \"llama\"", "\"model_type\": \"mamba\"", StringComparison.Ordinal);
        folder.Save();

        ImportException exception = Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path));
        Assert.StartsWith($"{folder["config.json"]}: 'model_type: mamba' is not supported; supported are ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(" gpt2,", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigurationThatIsNone_IsAnErrorOfTheFile()
    {
        using ModelFolder folder = Folders.Llama().Save();
        File.WriteAllText(folder["config.json"], "{\n\"model_type\"");
        Assert.Equal($"{folder["config.json"]}: the file is no JSON: line 2.", Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path)).Message);
        File.WriteAllBytes(folder["config.json"], [(byte)'{', (byte)'"', 0xFF, .. "\":1}"u8]);
        Assert.Equal($"{folder["config.json"]}: the file is no JSON: line 1.", Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path)).Message);
        File.Delete(folder["config.json"]);
        Assert.Equal($"{folder["config.json"]}: there is no such file.", Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path)).Message);
    }

    [Theory]
    [InlineData("tiny-llama_v1.1", "TinyLlamaV11")]
    [InlineData("3b", "Model3b")]
    [InlineData("--", "Model")]
    public void FolderName_BecomesClassName(string folder, string name) => Assert.Equal(name, ClassName.Of(folder));
}
