using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary><c>ExpBounded(x)</c>: e^x without a test for overflow, for arguments up to 88.</summary>
internal sealed record ExpBoundedFunction() : VectorFunction("ExpBounded")
{
    private const string Summary = """
        e^x for x up to 88.72283, within 1.2 units in the last place; 0 below ln 2^-126 = -87.33654, where a float is subnormal.
        x = n ln 2 + r with |r| at most ln 2 / 2; e^r = 1 + r + r^2 q(r), q the best polynomial of degree 4 (relative error 3.1e-9);
        n is added to the exponent bits. A NaN from arithmetic stays NaN.
        """;

    public override void Write(KernelWriter writer)
    {
        using SourceWriter.Block body = writer.Method(Summary, $"{writer.Vector} ExpBounded({writer.Vector} x)");

        writer.Constant("Smallest", -87.33654f, "ln 2^-126: from here on e^x is a normal float");
        Exponential.WriteConstants(writer);
        Exponential.WriteReduction(writer, "x");
        Exponential.WriteRemainder(writer);
        writer.Declare("power", writer.MultiplyAdd("q", "r", writer.Broadcast(1)));
        writer.Line($"power = {writer.MultiplyAdd("power", "r", writer.Broadcast(1))};");
        writer.Line();
        writer.Comment("2^n times e^r: n to the exponent bits.");
        writer.Line("power = (power.AsInt32() + (shifted.AsInt32() << 23)).AsSingle();");
        writer.Line();
        string isBelow = $"{writer.Class}.LessThan(x, {writer.Broadcast("Smallest")})";
        writer.Line($"return {writer.Class}.ConditionalSelect({isBelow}, {writer.Zero}, power);");
    }
}
