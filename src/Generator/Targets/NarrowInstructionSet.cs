namespace Weft.Generator.Targets;

/// <summary>A set with vectors of 128 bits, those that every processor has.</summary>
internal abstract class NarrowInstructionSet : InstructionSet
{
    public sealed override int Lanes => 4;

    public sealed override string RepeatFour(string first, string second, string third, string fourth) =>
        $"Vector128.Create({first}, {second}, {third}, {fourth})";

    public sealed override string WidenUInt16(string pointer) =>
        $"Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*){pointer}).AsUInt16())";

    protected sealed override string WidenInt8(string pointer) =>
        $"Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*){pointer}).AsSByte())";
}
