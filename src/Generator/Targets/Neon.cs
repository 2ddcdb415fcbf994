using System.Collections.Immutable;
using Weft.Generator.Text;

namespace Weft.Generator.Targets;

/// <summary>128-bit vectors with fused multiply-add: 6 x 16 tiles take 24 of 32 registers.</summary>
internal sealed class Neon : NarrowInstructionSet
{
    public override string Name => "AdvSimd";

    public override string Condition => "AdvSimd.Arm64.IsSupported";

    public override string Namespace => "System.Runtime.Intrinsics.Arm";

    public override int Registers => 32;

    public override int TileRows => 6;

    public override int SmallTileRows => 2;

    public override ImmutableArray<int> IntegerTileRows => [3, 1];

    public override ImmutableArray<int> NibbleTileRows => [2, 1];

    public override QuadProducts Quads => new(
        this, "Dp.IsSupported", "sbyte", static (sum, left, right) => $"Dp.DotProduct({sum}, {left}, {right})", this.IntegerTileRows);

    /// <summary>Products of either half, of which the instruction that adds neighbours makes one vector.</summary>
    public override Guarded MultiplyPairs(string left, string right)
    {
        string lower = $"AdvSimd.MultiplyWideningLower({left}.GetLower(), {right}.GetLower())";
        string upper = $"AdvSimd.MultiplyWideningUpper({left}, {right})";

        return PairProducts($"AdvSimd.Arm64.AddPairwise({lower}, {upper})", "AdvSimd.Arm64.IsSupported", left, right);
    }

    /// <summary>The instruction takes its factors from neighbouring lanes: the words are narrowed, the given ones are literals.</summary>
    public override Guarded MultiplyEvenWords(string words, EvenWords factors)
    {
        string narrowed = $"AdvSimd.ExtractNarrowingLower({words}.AsUInt64())";
        string literals = $"Vector64.Create({Literal.Word(factors.First)}u, {Literal.Word(factors.Second)}u)";

        return this.EvenProducts($"AdvSimd.MultiplyWideningLower({narrowed}, {literals})", "AdvSimd.IsSupported", words, factors);
    }
}
