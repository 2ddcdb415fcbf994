using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Generator.Specification;

/// <summary>The activation of a feed-forward network: a function of each value alone, or a gated unit, named as in Shazeer 2020.</summary>
internal enum Activation { Relu, ReluSquared, Gelu, GeluTanh, QuickGelu, Silu, Tanh, Reglu, Swiglu, Geglu, GegluTanh }

/// <summary>What an activation is called in a spec, and what becomes of it in a graph.</summary>
/// <param name="Activation">The activation.</param>
/// <param name="Name">Its name in a spec.</param>
internal sealed record ActivationChoice(Activation Activation, string Name)
{
    /// <summary>Every activation, in the order of the documentation.</summary>
    public static readonly ImmutableArray<ActivationChoice> All =
    [
        new(Activation.Relu, "relu") { IsToldByOutput = true },
        new(Activation.ReluSquared, "relu_squared"),
        new(Activation.Gelu, "gelu"),
        new(Activation.GeluTanh, "gelu_tanh"),
        new(Activation.QuickGelu, "quick_gelu"),
        new(Activation.Silu, "silu"),
        new(Activation.Tanh, "tanh"),
        new(Activation.Reglu, "reglu") { Gate = Activation.Relu },
        new(Activation.Swiglu, "swiglu") { Gate = Activation.Silu },
        new(Activation.Geglu, "geglu") { Gate = Activation.Gelu },
        new(Activation.GegluTanh, "geglu_tanh") { Gate = Activation.GeluTanh },
    ];

    /// <summary>
    /// The function of each value that gates: a unit is one half of the columns times that function of the other half. Null where the
    /// activation is a function of each value itself.
    /// </summary>
    public Activation? Gate { get; init; }

    /// <summary>
    /// Whether the derivative is 1 where the output is positive, else 0, so that the backward pass needs no matrix of it.
    /// </summary>
    public bool IsToldByOutput { get; init; }

    /// <summary>Those that are a function of each value alone.</summary>
    public static IEnumerable<ActivationChoice> Plain => All.Where(static choice => choice.Gate is null);

    /// <summary>What there is to know of an activation.</summary>
    /// <exception cref="InvalidOperationException">It is none of <see cref="All"/>.</exception>
    public static ActivationChoice Of(Activation activation) =>
        All.SingleOrDefault(choice => choice.Activation == activation)
        ?? throw new InvalidOperationException($"{activation} is no activation.");
}
