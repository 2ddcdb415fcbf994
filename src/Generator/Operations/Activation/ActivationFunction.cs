using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>A function of each value, alone or with its derivative.</summary>
/// <param name="Method">The name of its method: <c>Gelu(x)</c> or <c>Gelu(x, out derivative)</c>.</param>
/// <param name="Symbol">Its name in formulas.</param>
/// <param name="HasDerivative">Whether the derivative is computed beside it.</param>
internal abstract record ActivationFunction(string Method, string Symbol, bool HasDerivative)
    : VectorFunction(HasDerivative ? $"{Method}AndDerivative" : Method)
{
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

    /// <summary>Writes <c>a</c>, |x| up to where the function no longer changes.</summary>
    protected static void WriteMagnitude(KernelWriter writer) =>
        writer.Declare("a", $"{writer.Class}.MinNative({writer.Broadcast("Saturation")}, {writer.Class}.Abs(x))");
}
