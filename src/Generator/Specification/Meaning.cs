using System;

namespace Weft.Generator.Specification;

/// <summary>What another value of a key makes of a model.</summary>
internal enum KeyEffect
{
    /// <summary>The same model: the key says where its code stands, what it runs on, or how inference is stored.</summary>
    None,

    /// <summary>Another model: other parameters, or parameters that are trained otherwise.</summary>
    Model,

    /// <summary>Another model whose parameters may have the same names and shapes, and compute something else.</summary>
    Function,
}

/// <summary>What a key decides, and where its value is found in a model, every default filled in.</summary>
/// <param name="Effect">What another value changes.</param>
/// <param name="ValueIn">The value in a model; null where the model has no such section.</param>
internal sealed record Meaning(KeyEffect Effect, Func<ModelSpecification, object?> ValueIn)
{
    /// <summary>Whether a model has a use for the key; where it has none, model files need not tell its value.</summary>
    public Func<ModelSpecification, bool> AppliesTo { get; init; } = static _ => true;

    /// <summary>Whether models had hashes before there was the key: one that has no use for it keeps the hash that it had.</summary>
    public bool IsLater { get; init; }

    /// <inheritdoc cref="KeyEffect.None"/>
    public static Meaning OfSurroundings(Func<ModelSpecification, object?> valueIn) => new(KeyEffect.None, valueIn);

    /// <inheritdoc cref="KeyEffect.Model"/>
    public static Meaning OfModel(Func<ModelSpecification, object?> valueIn) => new(KeyEffect.Model, valueIn);

    /// <inheritdoc cref="KeyEffect.Function"/>
    public static Meaning OfFunction(Func<ModelSpecification, object?> valueIn) => new(KeyEffect.Function, valueIn);
}
