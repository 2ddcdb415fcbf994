using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <summary>What a product does to a panel of results while it is in the first level cache.</summary>
/// <param name="Label">Its part of a kernel's name.</param>
internal abstract record Epilogue(string Label)
{
    /// <summary>Sums stay as they are.</summary>
    public static readonly Epilogue None = new NoEpilogue();

    /// <summary>Times a second input.</summary>
    public static readonly Epilogue Factor = new FactorEpilogue();

    /// <summary>Where a second input is positive, else 0: the gradient of relu.</summary>
    public static readonly Epilogue Mask = new MaskEpilogue();

    /// <summary>The second matrix, which it reads or writes: the name of the kernel's parameter.</summary>
    public virtual string? Matrix => null;

    /// <summary>The vector functions that it calls.</summary>
    public virtual IEnumerable<VectorFunction> Functions => [];

    /// <summary>The epilogue of an activation, if there is one, with its derivative kept where the backward pass asks for it.</summary>
    public static Epilogue Of(Activation? activation, bool withDerivative) =>
        activation is Activation present ? new ActivationEpilogue(present, withDerivative) : None;

    /// <summary>The formula, for a summary.</summary>
    public abstract string Formula(string sum);

    /// <summary>The result of a vector, after the statements that it takes.</summary>
    /// <param name="writer">Where the statements go.</param>
    /// <param name="sum">The vector, an expression.</param>
    /// <param name="vector">Its number in the row at the variable <c>at</c>.</param>
    /// <param name="suffix">Ends the names of variables.</param>
    public abstract string Apply(KernelWriter writer, string sum, int vector, string suffix);

    /// <summary>The end of a statement that applies it in place, <c>*= factor</c>; null where there is no operator for it.</summary>
    public virtual string? InPlace(KernelWriter writer, int vector) => null;

    /// <summary>Writes what it keeps beside the result.</summary>
    public virtual void WriteKept(KernelWriter writer, int vector)
    {
    }

    private sealed record NoEpilogue() : Epilogue("")
    {
        public override string Formula(string sum) => sum;

        public override string Apply(KernelWriter writer, string sum, int vector, string suffix) => sum;
    }

    /// <param name="Activation">A function of each value.</param>
    /// <param name="KeepsDerivative">Whether the derivative goes into a second output.</param>
    private sealed record ActivationEpilogue(Activation Activation, bool KeepsDerivative)
        : Epilogue($"{Activation}{(KeepsDerivative ? "AndDerivative" : "")}")
    {
        private PointwiseFunction Function => Activations.FunctionOf(this.Activation);

        public override string? Matrix => this.KeepsDerivative ? "derivative" : null;

        public override IEnumerable<VectorFunction> Functions => this.Function.Functions(this.KeepsDerivative);

        public override string Formula(string sum) => string.Concat(
            this.Function.Formula(sum), this.KeepsDerivative ? $", derivative = {this.Function.DerivativeFormula(sum)}" : "");

        public override string Apply(KernelWriter writer, string sum, int vector, string suffix) => this.KeepsDerivative
            ? this.Function.ApplyWithDerivative(writer, sum, suffix)
            : this.Function.Apply(writer, sum, suffix);

        public override void WriteKept(KernelWriter writer, int vector)
        {
            if (this.KeepsDerivative)
            {
                writer.Line($"{writer.At("derivative", vector)} = {PointwiseFunction.Derivative($"{vector}")};");
            }
        }
    }

    private sealed record FactorEpilogue() : Epilogue("Factor")
    {
        public override string Matrix => "factor";

        public override string Formula(string sum) => $"({sum}) * factor";

        public override string Apply(KernelWriter writer, string sum, int vector, string suffix) =>
            $"{Parentheses.Around(sum)} * {writer.At("factor", vector)}";

        public override string InPlace(KernelWriter writer, int vector) => $"*= {writer.At("factor", vector)}";
    }

    private sealed record MaskEpilogue() : Epilogue("ReluGradient")
    {
        public override string Matrix => "activated";

        public override string Formula(string sum) => $"({sum}) where activated > 0, else 0";

        public override string Apply(KernelWriter writer, string sum, int vector, string suffix) =>
            writer.WherePositive(writer.At("activated", vector), sum);
    }
}
