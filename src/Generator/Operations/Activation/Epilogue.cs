using System;
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

    public static bool HasDerivative(Epilogue epilogue) => epilogue is Epilogue.GeluAndDerivative or Epilogue.GeluTanhAndDerivative or Epilogue.SiluAndDerivative;

    public static VectorFunctions FunctionsOf(Epilogue epilogue) => epilogue switch
    {
        Epilogue.Gelu => VectorFunctions.Gelu,
        Epilogue.GeluAndDerivative => VectorFunctions.GeluDerivative,
        Epilogue.GeluTanh => VectorFunctions.GeluTanh,
        Epilogue.GeluTanhAndDerivative => VectorFunctions.GeluTanhDerivative,
        Epilogue.Silu => VectorFunctions.Silu,
        Epilogue.SiluAndDerivative => VectorFunctions.SiluDerivative,
        _ => VectorFunctions.None,
    };

    /// <summary>The call of the vector function.</summary>
    public static string Call(Epilogue epilogue, string value, string derivative) =>
        HasDerivative(epilogue) ? $"{NameOf(epilogue)}({value}, {derivative})" : $"{NameOf(epilogue)}({value})";

    /// <summary>The formula, for a summary.</summary>
    public static string Formula(Epilogue epilogue, string value) => epilogue switch
    {
        Epilogue.None => value,
        Epilogue.Relu => $"max(0, {value})",
        _ when HasDerivative(epilogue) => $"{Symbol(epilogue)}({value}), derivative = {Symbol(epilogue)}'({value})",
        _ => $"{Symbol(epilogue)}({value})",
    };

    private static string NameOf(Epilogue epilogue) => epilogue.ToString().Replace("AndDerivative", string.Empty);

    private static string Symbol(Epilogue epilogue) => epilogue switch
    {
        Epilogue.GeluTanh or Epilogue.GeluTanhAndDerivative => "gelu_tanh",
        _ => NameOf(epilogue).ToLowerInvariant(),
    };
}
