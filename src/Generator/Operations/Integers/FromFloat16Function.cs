using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// <c>FromFloat16(stored)</c>: a vector of float16 numbers, none of them negative or infinite, as floats: exact and so the same bits in
/// every set. Exponent and fraction in a float's places are 2^-112 of the number.
/// </summary>
internal sealed record FromFloat16Function() : VectorFunction("FromFloat16")
{
    private const float Scale = 5.1922969e33f;

    /// <summary>What the bits of a float16, shifted to a float's places, are multiplied by.</summary>
    public static string Factor => Literal.Float(Scale);

    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(
            "float16 numbers that have no sign, as floats.", $"{writer.Vector} FromFloat16(ushort* stored)");

        writer.Line($"return {Expression(writer, "stored", writer.Create(Factor))};");
    }

    /// <summary>The numbers, where no function is at hand.</summary>
    /// <param name="writer">Writes for the instruction set.</param>
    /// <param name="stored">The pointer.</param>
    /// <param name="factor">A vector of <see cref="Factor"/>.</param>
    public static string Expression(KernelWriter writer, string stored, string factor) =>
        $"({writer.Set.WidenUInt16(stored)} << 13).AsSingle() * {factor}";
}

/// <summary><c>Zeros(stored)</c>: as many bytes as there are lanes, as integers; bytes behind them are read, and mean nothing.</summary>
internal sealed record ZerosFunction() : VectorFunction("Zeros")
{
    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method("Bytes as integers.", $"{writer.Integers} Zeros(sbyte* stored)");

        writer.Declare(writer.Integers, "zeros", writer.Set.WidenInt8ToInt32("stored"));
        writer.Line();
        writer.Line("return zeros;");
    }
}
