using System.Collections.Immutable;

namespace Weft.Generator.Targets;

/// <summary>128-bit vectors, multiply and add apart: runs on every processor, and as plain code without vectors.</summary>
internal sealed class Portable : NarrowInstructionSet
{
    public override string Name => "Portable";

    public override string? Condition => null;

    public override string Namespace => "System.Runtime.Intrinsics.X86";

    public override int Registers => 16;

    public override int TileRows => 2;

    public override int SmallTileRows => 1;

    public override ImmutableArray<int> IntegerTileRows => [1];

    /// <summary>A multiplication and an addition: fused, without hardware for it, they would be a library call.</summary>
    public override string MultiplyAdd(string a, string b, string c) => $"({a} * {b}) + {c}";

    public override string MultiplySubtract(string a, string b, string c) => $"{c} - ({a} * {b})";

    public override Guarded MultiplyPairs(string left, string right) =>
        PairProducts($"Sse2.MultiplyAddAdjacent({left}, {right})", "Sse2.IsSupported", left, right);

    public override Guarded MultiplyEvenWords(string words, EvenWords factors) =>
        this.EvenProducts($"Sse2.Multiply({words}, {factors.Name})", "Sse2.IsSupported", words, factors);
}
