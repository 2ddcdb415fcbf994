using System;
using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>What a product does to a panel of results while it is in the first level cache.</summary>
internal enum Epilogue
{
    None,
    Relu,
    Gelu,

    GeluTanh,
    Silu,

    /// <summary>gelu, and its derivative into a second output.</summary>
    GeluAndDerivative,

    /// <summary>gelu in its tanh form, and its derivative into a second output.</summary>
    GeluTanhAndDerivative,

    /// <summary>silu, and its derivative into a second output.</summary>
    SiluAndDerivative,

    /// <summary>Times a second input.</summary>
    Factor,

    /// <summary>Where a second input is positive, else 0: the gradient of relu.</summary>
    ReluGradient,
}

/// <summary>The vector functions behind activations.</summary>
internal static class Activations
{
    /// <summary>The epilogue of an activation, with its derivative kept where the backward pass asks for it.</summary>
    public static Epilogue EpilogueOf(Pointwise? activation, bool withDerivative) => (activation, withDerivative) switch
    {
        (null, _) => Epilogue.None,
        (Pointwise.Relu, _) => Epilogue.Relu,
        (Pointwise.Gelu, false) => Epilogue.Gelu,
        (Pointwise.Gelu, true) => Epilogue.GeluAndDerivative,
        (Pointwise.GeluTanh, false) => Epilogue.GeluTanh,
        (Pointwise.GeluTanh, true) => Epilogue.GeluTanhAndDerivative,
        (Pointwise.Silu, false) => Epilogue.Silu,
        (Pointwise.Silu, true) => Epilogue.SiluAndDerivative,
        _ => throw new InvalidOperationException($"{activation} has no epilogue."),
    };

    /// <summary>The function that gates: silu in swiglu, gelu in geglu.</summary>
    public static Epilogue GateOf(Gating gating, bool withDerivative) => gating switch
    {
        Gating.Swiglu => EpilogueOf(Pointwise.Silu, withDerivative),
        Gating.Geglu => EpilogueOf(Pointwise.Gelu, withDerivative),
        _ => throw new InvalidOperationException($"{gating} has no function."),
    };

    /// <summary>Whether a second output takes the derivative.</summary>
    public static bool HasDerivative(Epilogue epilogue) => FunctionOf(epilogue) is { HasDerivative: true };

    /// <summary>The vector functions that an epilogue calls.</summary>
    public static IEnumerable<VectorFunction> FunctionsOf(Epilogue epilogue) =>
        FunctionOf(epilogue) is ActivationFunction function ? [function] : [];

    /// <summary>The call of the vector function.</summary>
    public static string Call(Epilogue epilogue, string value, string derivative) => FunctionOf(epilogue)!.Call(value, derivative);

    /// <summary>The formula, for a summary.</summary>
    public static string Formula(Epilogue epilogue, string value) => epilogue switch
    {
        Epilogue.None => value,
        Epilogue.Relu => $"max(0, {value})",
        _ => FunctionOf(epilogue)!.Formula(value),
    };

    // Null where plain operators do.
    private static ActivationFunction? FunctionOf(Epilogue epilogue) => epilogue switch
    {
        Epilogue.Gelu => new GeluFunction(HasDerivative: false),
        Epilogue.GeluAndDerivative => new GeluFunction(HasDerivative: true),
        Epilogue.GeluTanh => new GeluTanhFunction(HasDerivative: false),
        Epilogue.GeluTanhAndDerivative => new GeluTanhFunction(HasDerivative: true),
        Epilogue.Silu => new SiluFunction(HasDerivative: false),
        Epilogue.SiluAndDerivative => new SiluFunction(HasDerivative: true),
        _ => null,
    };
}
