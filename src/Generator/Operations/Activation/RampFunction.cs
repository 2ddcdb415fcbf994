using System.Collections.Generic;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>An activation x s(x) that falls to zero on the left and rises to x on the right.</summary>
/// <inheritdoc cref="ActivationFunction"/>
internal abstract record RampFunction(string Method, string Symbol, bool HasDerivative) : ActivationFunction(Method, Symbol, HasDerivative)
{
    public override IEnumerable<VectorFunction> Callees => [new ExpBoundedFunction()];

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
