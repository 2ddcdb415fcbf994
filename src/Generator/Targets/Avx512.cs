using System.Collections.Generic;
using System.Collections.Immutable;

namespace Weft.Generator.Targets;

/// <summary>
/// 512-bit vectors: 12 x 32 tiles take 24 of 32 registers. Asked for as Avx512F, for the JIT reports Vector512.IsHardwareAccelerated false
/// on processors that throttle.
/// </summary>
internal sealed class Avx512 : WideInstructionSet
{
    public override string Name => "Avx512";

    public override string Condition => "Avx512F.IsSupported && Avx512DQ.IsSupported";

    public override int Lanes => 16;

    public override int Registers => 32;

    public override int TileRows => 12;

    public override int SmallTileRows => 4;

    public override ImmutableArray<int> IntegerTileRows => [6, 2, 1];

    public override bool PairsPanels => true;

    /// <summary>A sum is a single vector, and 16 of them are half of the registers: one tile for a whole panel.</summary>
    public override int OuterTileColumns => 16;

    /// <summary>Without 512-bit vectors a shuffle would be a loop over lanes.</summary>
    public override Halves Halves => new(new Avx2(), "Avx512F.IsSupported");

    public override Guarded WidenInt8ToInt32(string pointer) =>
        this.WidenBytes($"Avx512F.ConvertToVector512Int32(*(Vector128<sbyte>*){pointer})", "Avx512F.IsSupported", pointer);

    public override Guarded MultiplyPairs(string left, string right) =>
        PairProducts($"Avx512BW.MultiplyAddAdjacent({left}, {right})", "Avx512BW.IsSupported", left, right);

    /// <summary>A row is a single vector, and becomes half of one.</summary>
    public override IEnumerable<(string Type, string Value)> NarrowRow(string name) =>
        [("Vector256<short>", $"Vector256.Narrow({name}0.GetLower(), {name}0.GetUpper())")];

    /// <summary>Asks nothing: <see cref="Halves"/> have asked.</summary>
    public override Guarded MultiplyEvenWords(string words, EvenWords factors) => new($"Avx512F.Multiply({words}, {factors.Name})");
}
