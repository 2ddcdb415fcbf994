using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>An activation x s(x) that falls to zero on the left and rises to x on the right, alone or with its derivative.</summary>
/// <param name="Method">The name of its method: <c>Gelu(x)</c> or <c>Gelu(x, out derivative)</c>.</param>
/// <param name="Symbol">Its name in formulas.</param>
/// <param name="HasDerivative">Whether the derivative is computed beside it.</param>
internal abstract record ActivationFunction(string Method, string Symbol, bool HasDerivative)
    : VectorFunction(HasDerivative ? $"{Method}AndDerivative" : Method)
{
    public override IEnumerable<VectorFunction> Callees => [new ExpBoundedFunction()];

    /// <summary>The equation and its errors.</summary>
    protected abstract string Summary { get; }

    public sealed override void Write(KernelWriter writer)
    {
        string derivative = this.HasDerivative ? $", out {writer.Vector} derivative" : "";

        using SourceWriter.Block body = writer.Method(this.Summary, $"{writer.Vector} {this.Method}({writer.Vector} x{derivative})");

        this.WriteBody(writer);
    }

    /// <summary>Writes the statements of the method.</summary>
    protected abstract void WriteBody(KernelWriter writer);

    /// <summary>Writes <c>a</c>, |x| up to where the function is 0 or x.</summary>
    protected static void WriteMagnitude(KernelWriter writer) =>
        writer.Declare("a", $"{writer.Class}.MinNative({writer.Broadcast("Saturation")}, {writer.Class}.Abs(x))");

    /// <summary>Writes the derivative: its value on the negative side, and 1 less that elsewhere.</summary>
    protected static void WriteDerivative(KernelWriter writer, string negative)
    {
        writer.Declare("slope", negative);
        string isNegative = $"{writer.Class}.LessThan(x, {writer.Zero})";
        writer.Line($"derivative = {writer.Class}.ConditionalSelect({isNegative}, slope, {writer.Broadcast(1)} - slope);");
    }

    /// <summary>Writes the result, max(0, x) less a product that is the function's distance from it on both sides.</summary>
    protected static void WriteReturn(KernelWriter writer, string left, string right)
    {
        writer.Line();
        writer.Line($"return {writer.MultiplySubtract(left, right, writer.Max(writer.Zero, "x"))};");
    }
}
