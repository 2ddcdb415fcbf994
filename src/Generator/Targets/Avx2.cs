using System;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Generator.Targets;

/// <summary>256-bit vectors with fused multiply-add: 6 x 16 tiles take 12 of 16 registers.</summary>
internal sealed class Avx2 : WideInstructionSet
{
    public override string Name => "Avx2";

    public override string Condition => "Avx2.IsSupported && Fma.IsSupported";

    public override int Lanes => 8;

    public override int Registers => 16;

    public override int TileRows => 6;

    public override int SmallTileRows => 4;

    public override ImmutableArray<int> IntegerTileRows => [3, 1];

    public override ImmutableArray<int> NibbleTileRows => [2, 1];

    /// <summary>
    /// A load for four elements and a permutation for each: with a load for each, two for the weights come to three a row, and the loads of
    /// elements fall behind weights from the third level cache.
    /// </summary>
    public override FourElements FourElements => new(
        static pointer => $"Avx.BroadcastVector128ToVector256({pointer})",
        static (four, element) => $"Avx.Permute({four}, 0b{FourTimes(element)})");

    public override Guarded WidenInt8ToInt32(string pointer) =>
        this.WidenBytes($"Avx2.ConvertToVector256Int32({pointer})", "Avx2.IsSupported", pointer);

    public override Guarded MultiplyPairs(string left, string right) =>
        PairProducts($"Avx2.MultiplyAddAdjacent({left}, {right})", "Avx2.IsSupported", left, right);

    public override Guarded MultiplyEvenWords(string words, EvenWords factors) =>
        this.EvenProducts($"Avx2.Multiply({words}, {factors.Name})", "Avx2.IsSupported", words, factors);

    // The control of a permutation: two bits for each of four lanes.
    private static string FourTimes(int element) => string.Join("_", Enumerable.Repeat(Convert.ToString(element, 2).PadLeft(2, '0'), 4));
}
