using Weft.Generator.Graph;
using Weft.Generator.Tests.Snapshots;
using Xunit;

namespace Weft.Generator.Tests.Emission;

/// <summary>Attention, and what each option of it changes.</summary>
public sealed class AttentionTests
{
    [Fact]
    public void Forward() => Snapshot.Verify([TinyModel.Compile().Kernels("Attention.Avx2", "Attention8x8CausalStatisticsKeys12Rows12")]);

    [Fact]
    public void Backward() => Snapshot.Verify([TinyModel.Compile().Kernels("Attention.Avx2", "AttentionGradient8x8CausalLength4Rows12")]);

    /// <summary>Caches that no processor keeps have values on their way while scores are computed.</summary>
    [Fact]
    public void Decode_FetchesValuesOfLargeCaches()
    {
        TinyModel model = TinyModel.Compile("d_model: 32", "heads: 1", "max_length: 8192", "inference: { cache: int8 }");
        Snapshot.Verify([model.Kernels("Attention.Avx2", "CachedAttention32x32Positions8192CacheInt8Row")]);
    }

    [Fact]
    public void Decode() => Snapshot.Verify([TinyModel.Compile().Kernels("Attention.Avx2", "CachedAttention8x8Positions16Row")]);

    [Fact]
    public void DecodeSlots() => Snapshot.Verify(
        [TinyModel.Compile("heads: 2", "d_key: 20", "inference: {sequences: 2, beam: 2}").Kernels("Attention.Avx2", "CachedAttention20x4Positions16Rows12", "CacheRows32x16Positions16Rows12")]);

    [Fact]
    public void Blocks()
    {
        TinyModel tiny = TinyModel.Compile("max_length: 40", "inference: {sequences: 2}");

        Snapshot.Verify(
        [
            tiny.Kernels("Attention.Avx2", "CacheRows16x16Positions96Blocks3x16Rows12", "CachedAttention8x8Positions96Blocks3x16Rows12"),
            tiny.Kernels("Tiles.Avx2", "OuterTile5Blocks3x16"),
            tiny.Methods("Decode", "DecoderLayer"),
        ]);
    }

    [Fact]
    public void Weights()
    {
        TinyModel tiny = TinyModel.Compile("heads: 2", "d_key: 20", "window: 3", "inference: {sequences: 2, beam: 2, attention: true}");

        Snapshot.Verify(
        [
            tiny.Kernels("Attention.Avx2", "AttentionWeights20CachedCausalWindow3Positions4Rows12"),
            tiny.Methods("Decode", "DecoderLayer"),
        ]);
    }

    [Fact]
    public void Window() =>
        Snapshot.Verify([TinyModel.Compile("window: 2").Kernels("Attention.Avx2", "Attention8x8CausalWindow2StatisticsKeys12Rows12", "CachedAttention8x8Window2Positions16Row")]);

    [Fact]
    public void Slopes() =>
        Snapshot.Verify([TinyModel.Compile("positional_encoding: alibi").Kernels("Attention.Avx2", "Attention8x8CausalSlopesStatisticsKeys12Rows12", "CachedAttention8x8Slopes1Positions16Row")]);

    [Fact]
    public void RelativePositions()
    {
        TinyModel tiny = TinyModel.Compile(
            "architecture: encoder", "relative_bias: {buckets: 8, max_distance: 16}", "heads: 2", "d_key: 4", "d_value: 4");

        Snapshot.Verify(
        [
            tiny.Kernels(
                "Attention.Avx2", "BiasRelative8x16Both", "BiasSumRelative8x16BothSpan80Stride12", "RelativeBiasGradient8Rows12"),
            tiny.Methods("Backward", "EncoderLayer"),
        ]);
    }

    [Fact]
    public void Slopes_OfSixHeads()
    {
        TinyModel tiny = TinyModel.Compile("positional_encoding: alibi", "d_model: 12", "heads: 6", "kv_heads: 3");

        Snapshot.Verify(
        [
            tiny.File("Positions"), tiny.Methods("Forward", "DecoderLayer"), tiny.Kernels("Attention.Avx2", "CachedAttention2x2Group2Slopes6Positions16Row"),
        ]);
    }

    [Fact]
    public void GroupedHeads()
    {
        TinyModel tiny = TinyModel.Compile("heads: 4", "kv_heads: 2");

        Snapshot.Verify([tiny.Kernels("Attention.Avx2", "AttentionGradient2x2CausalSharedLength4Rows12")]);
    }

    [Fact]
    public void Dropout() => Snapshot.Verify([TinyModel.Compile("dropout: 0.1").Kernels("Attention.Avx2", "Attention8x8CausalDropout0p1StatisticsKeys12Rows12")]);

    [Fact]
    public void HeadSizes_OfTheirOwn() =>
        Snapshot.Verify([TinyModel.Compile("d_key: 20", "d_value: 5").Kernels("Attention.Avx2", "Attention20x5CausalStatisticsKeys12Rows12")]);
}
