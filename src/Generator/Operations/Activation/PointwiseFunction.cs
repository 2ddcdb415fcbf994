using System;
using System.Collections.Generic;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>A function of each value alone: how formulas write it, and the C# of its value and its derivative.</summary>
internal abstract class PointwiseFunction
{
    /// <summary>The formula of its value: <c>gelu(gate)</c>.</summary>
    public abstract string Formula(string x);

    /// <summary>The formula of its derivative: <c>gelu'(gate)</c>.</summary>
    public abstract string DerivativeFormula(string x);

    /// <summary>The vector functions that it calls.</summary>
    /// <param name="withDerivative">Whether the derivative is computed beside the value.</param>
    public abstract IEnumerable<VectorFunction> Functions(bool withDerivative);

    /// <summary>The value of a vector, after the statements that it takes.</summary>
    /// <param name="writer">Where the statements go.</param>
    /// <param name="x">The vector, an expression.</param>
    /// <param name="suffix">Ends the names of variables: <c>0</c>, or <c>A0</c> where there are several streams.</param>
    public abstract string Apply(KernelWriter writer, string x, string suffix);

    /// <summary>As <see cref="Apply"/>, and the derivative is in the variable <see cref="Derivative"/> once the value is known.</summary>
    public abstract string ApplyWithDerivative(KernelWriter writer, string x, string suffix);

    /// <summary>The variable of the derivative.</summary>
    public static string Derivative(string suffix) => $"derivative{suffix}";
}

/// <summary>A function with code of its own, called for each vector.</summary>
/// <param name="value">The function alone.</param>
/// <param name="withDerivative">The function with its derivative.</param>
internal sealed class CalledFunction(ActivationFunction value, ActivationFunction withDerivative) : PointwiseFunction
{
    public override string Formula(string x) => $"{value.Symbol}({x})";

    public override string DerivativeFormula(string x) => $"{value.Symbol}'({x})";

    public override IEnumerable<VectorFunction> Functions(bool isWithDerivative) => [isWithDerivative ? withDerivative : value];

    public override string Apply(KernelWriter writer, string x, string suffix) => $"{value.Method}({x})";

    public override string ApplyWithDerivative(KernelWriter writer, string x, string suffix) =>
        $"{withDerivative.Method}({x}, out {writer.Vector} {Derivative(suffix)})";
}

/// <summary>A function that plain operators make up, written where it is needed.</summary>
/// <param name="formula">The formula of its value.</param>
/// <param name="derivativeFormula">The formula of its derivative.</param>
internal sealed class InlineFunction(Func<string, string> formula, Func<string, string> derivativeFormula) : PointwiseFunction
{
    /// <summary>The C# of the value.</summary>
    public required Func<KernelWriter, string, string> Value { get; init; }

    /// <summary>The C# of the derivative.</summary>
    public required Func<KernelWriter, string, string> Slope { get; init; }

    /// <summary>What value and derivative are written in, of x: x itself, or what they have in common.</summary>
    public Func<KernelWriter, string, string> Argument { get; init; } = static (_, x) => x;

    /// <summary>Whether the value has its argument once, so that an expression takes no variable.</summary>
    public bool HasArgumentOnce { get; init; }

    public override string Formula(string x) => formula(x);

    public override string DerivativeFormula(string x) => derivativeFormula(x);

    public override IEnumerable<VectorFunction> Functions(bool withDerivative) => [];

    public override string Apply(KernelWriter writer, string x, string suffix) =>
        this.Value(writer, this.HasArgumentOnce ? this.Argument(writer, x) : this.Declare(writer, x, suffix));

    public override string ApplyWithDerivative(KernelWriter writer, string x, string suffix)
    {
        string argument = this.Declare(writer, x, suffix);
        writer.Declare(Derivative(suffix), this.Slope(writer, argument));

        return this.Value(writer, argument);
    }

    private string Declare(KernelWriter writer, string x, string suffix)
    {
        string name = $"x{suffix}";
        writer.Declare(name, this.Argument(writer, x));

        return name;
    }
}
