using System;
using System.Collections.Generic;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>The functions behind activations.</summary>
internal static class Activations
{
    private static readonly IReadOnlyDictionary<Activation, PointwiseFunction> Functions = new Dictionary<Activation, PointwiseFunction>
    {
        [Activation.Relu] = new InlineFunction(static x => $"max(0, {x})", static x => $"({x} > 0)")
        {
            Value = static (writer, x) => writer.Max(writer.Zero, x),
            Slope = static (writer, x) => writer.WherePositive(x, writer.Broadcast(1)),
            HasArgumentOnce = true,
        },
        [Activation.ReluSquared] = new InlineFunction(static x => $"max(0, {x})^2", static x => $"2 max(0, {x})")
        {
            Argument = static (writer, x) => writer.Max(writer.Zero, x),
            Value = static (_, x) => $"{x} * {x}",
            Slope = static (_, x) => $"{x} + {x}",
        },
        [Activation.Gelu] = new CalledFunction(new GeluFunction(HasDerivative: false), new GeluFunction(HasDerivative: true)),
        [Activation.GeluTanh] = new CalledFunction(new GeluTanhFunction(HasDerivative: false), new GeluTanhFunction(HasDerivative: true)),
        [Activation.QuickGelu] = new CalledFunction(
            new QuickGeluFunction(HasDerivative: false), new QuickGeluFunction(HasDerivative: true)),
        [Activation.Silu] = new CalledFunction(new SiluFunction(HasDerivative: false), new SiluFunction(HasDerivative: true)),
        [Activation.Tanh] = new CalledFunction(new TanhFunction(HasDerivative: false), new TanhFunction(HasDerivative: true)),
    };

    /// <summary>The function of each value that an activation is.</summary>
    /// <exception cref="InvalidOperationException">It has none: it is a gated unit, or forgotten here.</exception>
    public static PointwiseFunction FunctionOf(Activation activation) =>
        Functions.TryGetValue(activation, out PointwiseFunction? function)
            ? function
            : throw new InvalidOperationException($"{activation} is no function of each value alone.");

    /// <summary>The function that gates a unit: silu in swiglu, gelu in geglu.</summary>
    /// <exception cref="InvalidOperationException">The activation gates nothing.</exception>
    public static PointwiseFunction GateOf(Activation activation) =>
        FunctionOf(ActivationChoice.Of(activation).Gate ?? throw new InvalidOperationException($"{activation} gates nothing."));
}
