namespace Weft.Generator.Targets;

/// <summary>A set of x86 processors with vectors wider than 128 bits.</summary>
internal abstract class WideInstructionSet : InstructionSet
{
    public sealed override string Namespace => "System.Runtime.Intrinsics.X86";

    public sealed override CacheInstructions Caches { get; } =
        new(Condition: "Sse.IsSupported", Fetch: "Sse.Prefetch1", Touch: "Sse.Prefetch0", Fence: "Sse.StoreFence");

    public sealed override string RepeatFour(string first, string second, string third, string fourth) =>
        $"{this.VectorClass}.Create(Vector128.Create({first}, {second}, {third}, {fourth}))";

    public sealed override string WidenUInt16(string pointer) =>
        this.WidenHalf("ushort", pointer);

    public sealed override string WidenInt8(string pointer) => this.WidenHalf("sbyte", pointer);

    /// <summary>Integers of a byte widened by an instruction, where the processor has it.</summary>
    protected Guarded WidenBytes(string instruction, string condition, string pointer) =>
        new(instruction, condition, base.WidenInt8ToInt32(pointer).Text);

    private string WidenHalf(string element, string pointer) =>
        $"{this.VectorClass}.WidenLower((*({ClassOf(this.Lanes / 2)}<{element}>*){pointer}).To{this.VectorClass}Unsafe())";
}
