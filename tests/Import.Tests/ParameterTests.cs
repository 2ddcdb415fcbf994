using System;
using System.Linq;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>Where parameters come from.</summary>
public sealed class ParameterTests
{
    private const string Query = "decoder.layers.0.self_attention.query.";
    private const string Key = "decoder.layers.0.self_attention.key.";

    [Fact]
    public void RopeOverHalves_RowsBecomeNeighbours()
    {
        using ModelFolder folder = Folders.Llama().Save();

        // Two heads of four columns: column i turns with i + 2 there, with its neighbour here.
        Assert.Equal(Rows(folder.Values("model.layers.0.self_attn.q_proj.weight"), 8, [0, 2, 1, 3, 4, 6, 5, 7]), folder.Import($"{Query}weight"));
        Assert.Equal(Rows(folder.Values("model.layers.0.self_attn.k_proj.weight"), 8, [0, 2, 1, 3]), folder.Import($"{Key}weight"));
        Assert.Equal(folder.Values("model.layers.0.self_attn.v_proj.weight"), folder.Import("decoder.layers.0.self_attention.value.weight"));
    }

    [Fact]
    public void FusedAndTransposed_IsSplitAndTurned()
    {
        using ModelFolder folder = Folders.Gpt2().Save();
        float[] fused = folder.Values("h.0.attn.c_attn.weight");

        Assert.Equal([.. Enumerable.Range(4, 4).SelectMany(row => Enumerable.Range(0, 4).Select(column => fused[(column * 12) + row]))], folder.Import($"{Key}weight"));
        Assert.Equal(folder.Values("h.0.attn.c_attn.bias")[4..8], folder.Import($"{Key}bias"));
        float[] square = folder.Values("h.0.attn.c_proj.weight");
        Assert.Equal([square[0], square[4], square[8], square[12]], folder.Import("decoder.layers.0.self_attention.output.weight")[..4]);
    }

    [Fact]
    public void Experts_AreReadOneByOneOrFromOneTensor()
    {
        const string Up = "decoder.layers.0.feed_forward.experts.2.up.weight";
        using ModelFolder apart = Folders.Mixtral().Add(("model.layers.0.block_sparse_moe.gate.weight", [3, 8]));

        foreach (int expert in Enumerable.Range(0, 3))
        {
            _ = apart.Add(
                ($"model.layers.0.block_sparse_moe.experts.{expert}.w1.weight", [6, 8]),
                ($"model.layers.0.block_sparse_moe.experts.{expert}.w2.weight", [8, 6]),
                ($"model.layers.0.block_sparse_moe.experts.{expert}.w3.weight", [6, 8]));
        }

        Assert.Equal(apart.Values("model.layers.0.block_sparse_moe.experts.2.w3.weight"), apart.Save().Import(Up));

        using ModelFolder fused = Folders.Mixtral().Add(
            ("model.layers.0.mlp.gate.weight", [3, 8]),
            ("model.layers.0.mlp.experts.gate_up_proj", [3, 12, 8]),
            ("model.layers.0.mlp.experts.down_proj", [3, 8, 6])).Save();

        // The gates of an expert come first.
        Assert.Equal(fused.Values("model.layers.0.mlp.experts.gate_up_proj")[(((2 * 12) + 6) * 8)..], fused.Import(Up));
        Assert.Equal(
            fused.Values("model.layers.0.mlp.experts.down_proj")[48..96], fused.Import("decoder.layers.0.feed_forward.experts.1.down.weight"));
    }

    [Fact]
    public void Experts_OfAnotherNumber_AreRefused()
    {
        using ModelFolder folder = Folders.Mixtral().Add(
            ("model.layers.0.mlp.gate.weight", [3, 8]),
            ("model.layers.0.mlp.experts.gate_up_proj", [4, 12, 8]),
            ("model.layers.0.mlp.experts.down_proj", [3, 8, 6])).Save();

        ImportException exception = Assert.Throws<ImportException>(() => ModelImport.Open(folder.Path));
        Assert.EndsWith(
            "'model.layers.0.mlp.experts.gate_up_proj': its shape is [4, 12, 8]; the configuration asks for [3, 12, 8].", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void PrefixOfTheBaseModel_MayBeThereOrNot()
    {
        using ModelFolder bare = Folders.Gpt2().Save();
        using ModelFolder prefixed = Folders.Gpt2().Rename(static name => $"transformer.{name}").Save();

        Assert.Equal(bare.Import($"{Query}weight"), prefixed.Import($"{Query}weight"));
    }

    [Fact]
    public void TiedOutput_MayBeThereOrNot()
    {
        using ModelFolder folder = Folders.Gpt2().Add(("lm_head.weight", [5, 4])).Save();

        Assert.Equal(folder.Values("wte.weight"), folder.Import("decoder.token_embedding.weight"));
        Assert.Throws<ModelFileException>(() => folder.Import("output.weight"));
    }

    [Fact]
    public void Shards_AreReadAsOneFile()
    {
        using ModelFolder whole = Folders.Llama().Save();
        using ModelFolder shards = Folders.Llama().SaveShards();

        Assert.Equal(whole.Import("output.weight"), shards.Import("output.weight"));
        Assert.Equal(whole.Import($"{Query}weight"), shards.Import($"{Query}weight"));
    }

    [Theory]
    [InlineData(SafetensorsType.F16)]
    [InlineData(SafetensorsType.BF16)]
    public void HalfPrecision_BecomesSingles(SafetensorsType type)
    {
        using ModelFolder folder = Folders.Llama();
        folder.Type = type;
        float[] norm = folder.Save().Import("decoder.final_norm.weight");

        // The tensor's elements count from 10,000, where F16 has every eighth number and BF16 every sixty-fourth.
        Assert.Equal(folder.Values("model.norm.weight").Select(value => Round(type, value)), norm);
    }

    [Fact]
    public void GroupsOfHeads_AreTakenApart()
    {
        using ModelFolder folder = new ModelFolder
        {
            Configuration = """
                "model_type": "falcon", "vocab_size": 3, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 4, "num_kv_heads": 2,
                "new_decoder_architecture": true, "bias": false, "max_position_embeddings": 8
                """,
        }.Add(
            ("word_embeddings.weight", [3, 8]),
            ("h.0.ln_attn.weight", [8]),
            ("h.0.ln_attn.bias", [8]),
            ("h.0.ln_mlp.weight", [8]),
            ("h.0.ln_mlp.bias", [8]),
            ("h.0.self_attention.query_key_value.weight", [16, 8]),
            ("h.0.self_attention.dense.weight", [8, 8]),
            ("h.0.mlp.dense_h_to_4h.weight", [32, 8]),
            ("h.0.mlp.dense_4h_to_h.weight", [8, 32]),
            ("ln_f.weight", [8]),
            ("ln_f.bias", [8])).Save();
        float[] fused = folder.Values("h.0.self_attention.query_key_value.weight");

        // A group is two heads of queries, one of keys, one of values, of two columns each; two columns make one pair.
        Assert.Equal(Rows(fused, 8, [0, 1, 2, 3, 8, 9, 10, 11]), folder.Import($"{Query}weight"));
        Assert.Equal(Rows(fused, 8, [4, 5, 12, 13]), folder.Import($"{Key}weight"));
        Assert.Equal(Rows(fused, 8, [6, 7, 14, 15]), folder.Import("decoder.layers.0.self_attention.value.weight"));
        Assert.Contains("parallel_sublayers: two_norms\n", folder.Specification(), StringComparison.Ordinal);
    }

    private static float Round(SafetensorsType type, float value) => type == SafetensorsType.F16
        ? (float)(Half)value
        : BFloat16Bits.ToSingle(BFloat16Bits.FromSingle(value));

    private static float[] Rows(float[] values, int columns, int[] rows) => [.. rows.SelectMany(row => values[(row * columns)..((row + 1) * columns)])];
}
