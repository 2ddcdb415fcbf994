using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>An activation x s(v(x)) of the logistic function s(v) = 1 / (1 + e^-v).</summary>
/// <remarks>
/// With a = |x|, e = e^(-v(a)), upper = 1 / (1 + e) and lower = e upper, s(v(x)) is lower on the negative side and upper = 1 - lower on the
/// other. The derivative s(v) + x v'(x) s(v) s(-v) is lower (1 - a v'(a) upper) on the negative side and one less that on the other.
/// </remarks>
/// <inheritdoc cref="RampFunction"/>
internal abstract record LogisticFunction(string Method, string Symbol, bool HasDerivative)
    : RampFunction(Method, Symbol, HasDerivative)
{
    protected sealed override void WriteBody(KernelWriter writer)
    {
        this.WriteConstants(writer);
        writer.Line();
        WriteMagnitude(writer);
        string v = this.WriteArgument(writer);
        writer.Declare("exponential", $"ExpBounded(-{v})");
        writer.Declare("upper", $"{writer.Broadcast(1)} / ({writer.Broadcast(1)} + exponential)");
        writer.Declare("lower", "exponential * upper");

        if (this.HasDerivative)
        {
            string growth = this.WriteGrowth(writer);
            writer.Declare("difference", writer.MultiplySubtract(growth, "upper", writer.Broadcast(1)));
            WriteDerivative(writer, "lower * difference");
        }

        WriteReturn(writer, "a", "lower");
    }

    /// <summary>Declares the constants, <c>Saturation</c> among them.</summary>
    protected abstract void WriteConstants(KernelWriter writer);

    /// <summary>Writes v(a), and names it.</summary>
    protected abstract string WriteArgument(KernelWriter writer);

    /// <summary>Writes a v'(a), and names it.</summary>
    protected abstract string WriteGrowth(KernelWriter writer);
}
