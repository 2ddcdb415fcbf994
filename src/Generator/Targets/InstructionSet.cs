using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Shared;

namespace Weft.Generator.Targets;

/// <summary>
/// What is known of an instruction set: its vectors, its registers, and the instructions that it has of its own. Each set is a subclass in
/// a file of its own; nothing outside this folder knows how many lanes a vector has or what an instruction is called.
/// </summary>
internal abstract class InstructionSet
{
    /// <summary>The sets there are, best first.</summary>
    public static IReadOnlyList<InstructionSet> All { get; } = [new Avx512(), new Avx2(), new Neon(), new Portable()];

    /// <summary>The namespaces of what <see cref="Condition"/> asks.</summary>
    public static string[] ProcessorNamespaces => [.. All.Select(static set => set.Namespace).Distinct()];

    /// <summary>The namespaces of vectors and instructions: a file of kernels opens them all, whatever its set.</summary>
    public static string[] VectorNamespaces => ["System.Runtime.Intrinsics", .. ProcessorNamespaces];

    /// <summary>The name in types and file hints: <c>Avx2</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The name of the struct that holds its kernels: <c>Avx2Kernels</c>.</summary>
    public string KernelsName => $"{this.Name}Kernels";

    /// <summary>The C# expression that asks the processor; null where no question is needed.</summary>
    public abstract string? Condition { get; }

    /// <summary>The namespace of its instructions.</summary>
    public abstract string Namespace { get; }

    /// <summary>Floats in a vector.</summary>
    public abstract int Lanes { get; }

    /// <summary>Vector registers.</summary>
    public abstract int Registers { get; }

    /// <summary>Rows of a register tile.</summary>
    public abstract int TileRows { get; }

    /// <summary>Rows of the tile for what is left of a block: fewer, yet sums enough to hide the latency of an addition.</summary>
    public abstract int SmallTileRows { get; }

    /// <summary>
    /// Whether there are registers for the sums of two panels of weights: a column of the input is then loaded once for both, and loads
    /// are no longer what a product waits for.
    /// </summary>
    public virtual bool PairsPanels => false;

    /// <summary>Rows of the register tiles of integers, the largest first, one last: each has sums in integers and in floats.</summary>
    public abstract ImmutableArray<int> IntegerTileRows { get; }

    /// <summary>Those of integers of four bits, which hold what is unpacked beside what is to be unpacked.</summary>
    public virtual ImmutableArray<int> NibbleTileRows => this.IntegerTileRows;

    /// <summary>The most columns of the left side in the register tile of an outer product.</summary>
    public virtual int OuterTileColumns => this.TileRows;

    /// <summary>The most rows at the end of a block that small tiles take: a whole one would be emptier.</summary>
    public int SmallTilesRows => (this.TileRows - 1) / this.SmallTileRows * this.SmallTileRows;

    /// <summary>Bits of a vector.</summary>
    public int Bits => this.Lanes * 32;

    /// <summary>Vectors in a panel's row.</summary>
    public int VectorsPerPanel => Panels.Width / this.Lanes;

    /// <summary>The class of a vector's operations: <c>Vector256</c>.</summary>
    public string VectorClass => ClassOf(this.Lanes);

    /// <summary>The vector type: <c>Vector256&lt;float&gt;</c>.</summary>
    public string Vector => $"{this.VectorClass}<float>";

    /// <summary>What moves cache lines by hand; null where nothing does.</summary>
    public virtual CacheInstructions? Caches => null;

    /// <summary>How four neighbouring elements are loaded at once; null where a load for each is as fast.</summary>
    public virtual FourElements? FourElements => null;

    /// <summary>What functions that shuffle lanes fall back on where a processor has only vectors of half the width; mostly null.</summary>
    public virtual Halves? Halves => null;

    /// <summary>Rows that are summed side by side, each with some sums of a panel's row: half of the registers hold them.</summary>
    public int RowsOfSums(int sums) => this.Registers / 2 / (sums * this.VectorsPerPanel);

    /// <summary>a x b + c in the set's own arithmetic, a single rounding; a factor that is a sum stands in parentheses.</summary>
    public virtual string MultiplyAdd(string a, string b, string c) =>
        $"{this.VectorClass}.FusedMultiplyAdd({Parentheses.Without(a)}, {Parentheses.Without(b)}, {Parentheses.Without(c)})";

    /// <summary>c - a x b in the set's own arithmetic.</summary>
    public virtual string MultiplySubtract(string a, string b, string c) => $"{this.VectorClass}.FusedMultiplyAdd(-{a}, {b}, {c})";

    /// <summary>
    /// Halves of a vector taken together by an operation, again and again, until four lanes are left: type, name and value of each.
    /// </summary>
    public IEnumerable<(string Type, string Name, string Value)> Fold(string vector, string operation, string element)
    {
        for (int lanes = this.Lanes / 2; lanes >= 4; lanes /= 2)
        {
            string half = ClassOf(lanes);
            yield return ($"{half}<{element}>", $"of{lanes}", $"{half}.{operation}({vector}.GetLower(), {vector}.GetUpper())");
            vector = $"of{lanes}";
        }
    }

    /// <summary>Four words in every 128 bits.</summary>
    public abstract string RepeatFour(string first, string second, string third, string fourth);

    /// <summary>As many 16-bit numbers as there are lanes, as the lower halves of 32-bit words.</summary>
    public abstract string WidenUInt16(string pointer);

    /// <summary>Twice as many 8-bit integers as there are lanes, as 16-bit integers.</summary>
    protected abstract string WidenInt8(string pointer);

    /// <summary>As many 8-bit integers as there are lanes, as 32-bit ones; twice as many are read where no instruction does it.</summary>
    public virtual Guarded WidenInt8ToInt32(string pointer) => new($"{this.VectorClass}.WidenLower({this.WidenInt8(pointer)})");

    /// <summary>
    /// The sums of the products of neighbouring 16-bit integers, exact as long as none is the least there is: as many as there are lanes.
    /// </summary>
    public abstract Guarded MultiplyPairs(string left, string right);

    /// <summary>
    /// The products of 32-bit integers that fit in 16 bits, those on the left without signs; where <see cref="Quads"/> are multiplied.
    /// </summary>
    public virtual string MultiplyShorts(string left, string right) => $"({left} * {right})";

    /// <summary>An instruction for four products of 8-bit integers that some processors of the set have; null where none has.</summary>
    public virtual QuadProducts? Quads => null;

    /// <summary>The vectors of a panel's row of 32-bit integers as 16-bit ones, their lower halves: type and value of each.</summary>
    public virtual IEnumerable<(string Type, string Value)> NarrowRow(string name) =>
        from vector in Enumerable.Range(0, this.VectorsPerPanel / 2)
        select ($"{this.VectorClass}<short>", $"{this.VectorClass}.Narrow({name}{2 * vector}, {name}{(2 * vector) + 1})");

    /// <summary>A panel's row of 16-bit integers in the vectors of <see cref="NarrowRow"/> as 8-bit ones, their lower halves.</summary>
    public string NarrowShorts(string name) => this.NarrowRow(name).Count() == 1
        ? $"{FourLanes.Class}.Narrow({name}0.GetLower(), {name}0.GetUpper())"
        : $"{FourLanes.Class}.Narrow({name}0, {name}1)";

    /// <summary>The 64-bit products of the even words of a vector with given ones.</summary>
    public abstract Guarded MultiplyEvenWords(string words, EvenWords factors);

    /// <summary>The class of vectors of some floats.</summary>
    protected static string ClassOf(int lanes) => $"Vector{lanes * 32}";

    /// <summary>The sums of <see cref="MultiplyPairs"/>, by an instruction where the processor has it.</summary>
    protected static Guarded PairProducts(string instruction, string condition, string left, string right)
    {
        return new(instruction, condition, $"({Lower(left)} * {Lower(right)}) + ({Upper(left)} * {Upper(right)})");

        static string Lower(string pairs) => $"(({pairs}.AsInt32() << 16) >> 16)";
        static string Upper(string pairs) => $"({pairs}.AsInt32() >> 16)";
    }

    /// <summary>The products of <see cref="MultiplyEvenWords"/>, by an instruction where the processor has it.</summary>
    protected Guarded EvenProducts(string instruction, string condition, string words, EvenWords factors) => new(
        instruction, condition, $"({words}.AsUInt64() & {this.VectorClass}.Create(0xFFFFFFFFul)) * {factors.Name}.AsUInt64()");
}
