namespace Weft.Generator.Targets;

/// <summary>A set of x86 processors with vectors wider than 128 bits.</summary>
internal abstract class WideInstructionSet : InstructionSet
{
    public sealed override string Namespace => "System.Runtime.Intrinsics.X86";

    public sealed override CacheInstructions Caches { get; } =
        new(Condition: "Sse.IsSupported", Fetch: "Sse.Prefetch1", Touch: "Sse.Prefetch0", Fence: "Sse.StoreFence");

    /// <summary>
    /// Vectors of 256 bits, for .NET has the instruction for no others: they multiply as many bytes as 512 bits do words, and need neither
    /// widening nor an addition. A tile of four rows takes all of 16 registers.
    /// </summary>
    public sealed override QuadProducts Quads => new(
        new Avx2(), "AvxVnni.IsSupported", "byte",
        static (sum, left, right) => $"AvxVnni.MultiplyWideningAndAdd({sum}, {left}, {right})", [4, 2, 1]);

    /// <summary>The upper halves on the left are zeros; whole words would be multiplied by two instructions.</summary>
    public sealed override string MultiplyShorts(string left, string right) =>
        this.MultiplyPairs($"{left}.AsInt16()", $"{right}.AsInt16()").Text;

    public sealed override string RepeatFour(string first, string second, string third, string fourth) =>
        $"{this.VectorClass}.Create(Vector128.Create({first}, {second}, {third}, {fourth}))";

    public sealed override string WidenUInt16(string pointer) =>
        this.WidenHalf("ushort", pointer);

    protected sealed override string WidenInt8(string pointer) => this.WidenHalf("sbyte", pointer);

    /// <summary>Integers of a byte widened by an instruction, where the processor has it.</summary>
    protected Guarded WidenBytes(string instruction, string condition, string pointer) =>
        new(instruction, condition, base.WidenInt8ToInt32(pointer).Text);

    private string WidenHalf(string element, string pointer) =>
        $"{this.VectorClass}.WidenLower((*({ClassOf(this.Lanes / 2)}<{element}>*){pointer}).To{this.VectorClass}Unsafe())";
}
