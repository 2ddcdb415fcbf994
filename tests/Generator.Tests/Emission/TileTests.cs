using Weft.Generator.Operations;
using Weft.Generator.Tests.Snapshots;
using Xunit;

namespace Weft.Generator.Tests.Emission;

/// <summary>The register tiles of every instruction set, and the products that are cut to fit them.</summary>
public sealed class TileTests
{
    public static TheoryData<string, string> Sets => new() { { "avx512", "Avx512" }, { "avx2", "Avx2" }, { "neon", "AdvSimd" }, { "portable", "Portable" } };

    [Theory]
    [MemberData(nameof(Sets))]
    public void RowTile(string set, string name) =>
        Snapshot.Verify([TinyModel.Compile($"instruction_sets: [{set}]").Kernels($"Tiles.{name}", "Tiles", "Tile", "SmallTile")], set);

    [Fact]
    public void PairTile() =>
        Snapshot.Verify([TinyModel.Compile("instruction_sets: [avx512]", "d_model: 32").Kernels("Tiles.Avx512", "PairTiles", "SmallPairTile")]);

    [Fact]
    public void PanelsInPairs_AndOneThatIsLeft() =>
        Snapshot.Verify([
            TinyModel.Compile("instruction_sets: [avx512]", "d_model: 80", "heads: 5", "d_ff: 160", "inference: {sequences: 16}")
                .Kernels("Product.Avx512", "Product160x80BiasResidualRows12", "Product160BiasResidualRows36")]);

    [Theory]
    [InlineData("avx512", "Avx512", "OuterTile16")]
    [InlineData("avx2", "Avx2", "OuterTile5")]
    [InlineData("neon", "AdvSimd", "OuterTile5")]
    [InlineData("portable", "Portable", "OuterTile2")]
    public void OuterTile(string set, string name, string method) =>
        Snapshot.Verify([TinyModel.Compile($"instruction_sets: [{set}]").Kernels($"Tiles.{name}", "OuterPanel", method)], set);

    [Fact]
    public void Transpose() => Snapshot.Verify([TinyModel.Compile().Kernels("Tiles.Avx2", "Transpose")]);

    [Fact]
    public void DeepProduct_IsCutIntoParts() =>
        Snapshot.Verify([TinyModel.Compile("d_ff: 544").Kernels("Product.Avx2", "Product544x16BiasResidualRows12")]);

    [Fact]
    public void LargeProduct_FetchesItsWeightsAhead() =>
        Snapshot.Verify([TinyModel.Compile("d_ff: 16384").Kernels("Tiles.Avx2", "TilesAhead", "TileAhead")]);

    [Theory]
    [InlineData("avx512", "Avx512")]
    [InlineData("avx2", "Avx2")]
    public void RowOf512_StaysInTheFirstLevelCache(string set, string name)
    {
        TinyModel model = TinyModel.Compile($"instruction_sets: [{set}]", "d_ff: 512");
        Snapshot.Verify([model.Kernels($"VectorMath.{name}", "Touch"), model.Kernels($"RowProduct.{name}", "RowProduct512BiasResidual")], set);
    }

    [Theory]
    [InlineData("float32", "")]
    [InlineData("bfloat16", "BFloat16")]
    public void RowFromMemory_FetchesPagesAhead(string weights, string label)
    {
        TinyModel model = TinyModel.Compile("d_model: 1024", "heads: 16", "d_ff: 2064", $"inference: {{weights: {weights}}}");
        Snapshot.Verify([model.Kernels("RowProduct.Avx2", $"RowProduct1024BiasRelu{label}FromMemory", $"RowProduct2064BiasResidual{label}FromMemory")], weights);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Int8_IsMultipliedAsIntegers(string set, string name)
    {
        TinyModel model = TinyModel.Compile($"instruction_sets: [{set}]", "inference: {weights: int8}");
        Snapshot.Verify(
            [model.Kernels($"VectorMath.{name}", "LargestMagnitude", "MultiplyPairs", "FromFloat16"), model.Kernels($"Integers.{name}", "RoundRows", "Int8Tile1")], set);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Int4_IsUnpackedInRegisters(string set, string name)
    {
        TinyModel model = TinyModel.Compile($"instruction_sets: [{set}]", "inference: {weights: int4}");
        Snapshot.Verify([model.Kernels($"VectorMath.{name}", "Zeros"), model.Kernels($"Integers.{name}", "RoundRows", "Int4Tile1")], set);
    }

    [Fact]
    public void Int8_OfTwoPanels_HasTilesOfItsOwn()
    {
        TinyModel model = TinyModel.Compile("instruction_sets: [avx512]", "d_model: 32", "inference: {weights: int8, sequences: 16}");
        Snapshot.Verify([model.Kernels("Integers.Avx512", "Int8PairTile2", "Int8PairTiles"), model.Kernels("Product.Avx512", "Product32BiasResidualInt8RoundedRows36")]);
    }

    [Theory]
    [InlineData("avx512", "Avx512")]
    [InlineData("neon", "AdvSimd")]
    public void ActivationsOfBytes_AreMultipliedInFours(string set, string name)
    {
        TinyModel model = TinyModel.Compile($"instruction_sets: [{set}]", "d_model: 32", "inference: {weights: int8, activations: int8}");
        Snapshot.Verify(
            [model.Kernels($"Integers.{name}", "RoundGroups", "Int8QuadTile1", "Int8GroupedTile1"), model.Kernels($"Product.{name}", "Product32BiasResidualInt8BytesRoundedRow")], set);
    }

    [Fact]
    public void Int4_BesideActivationsOfBytes_HasTwoNibblesInAByte()
    {
        TinyModel model = TinyModel.Compile("instruction_sets: [avx2]", "inference: {weights: int4, activations: int8}");
        Snapshot.Verify([model.Kernels("Integers.Avx2", "Int4QuadTile1")]);
    }

    [Fact]
    public void BFloat16_IsWidenedPanelByPanel()
    {
        TinyModel model = TinyModel.Compile("d_ff: 544", "inference: {weights: bfloat16, sequences: 16}");
        Snapshot.Verify([
            model.Kernels("VectorMath.Avx2", "FromBFloat16"), model.Kernels("Tiles.Avx2", "WidenBFloat16"), model.Kernels("Product.Avx2", "Product544BiasResidualBFloat16Rows36")]);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Reductions(string set, string name) =>
        Snapshot.Verify([TinyModel.Compile($"instruction_sets: [{set}]").Kernels($"VectorMath.{name}", "Maximum", "InterleaveLow")], set);
}
