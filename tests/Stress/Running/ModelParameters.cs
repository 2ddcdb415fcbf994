using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;

namespace Weft.Stress.Running;

/// <summary>Parameters by canonical name, for a model and for the interpreter.</summary>
internal static class ModelParameters
{
    /// <summary>About as much as storage in single precision moves a value.</summary>
    public const double Move = 1e-7;

    /// <summary>The same in double.</summary>
    public static Dictionary<string, double[]> Exact(IReadOnlyDictionary<string, float[]> parameters) =>
        parameters.ToDictionary(static item => item.Key, static item => Array.ConvertAll(item.Value, static value => (double)value));

    /// <summary>The same, each moved by up to so much of itself.</summary>
    public static Dictionary<string, double[]> Moved(IReadOnlyDictionary<string, double[]> parameters, int seed, double most = Move)
    {
        Random random = new(seed);

        return parameters.OrderBy(static item => item.Key, StringComparer.Ordinal).ToDictionary(
            static item => item.Key,
            item => Array.ConvertAll(item.Value, value => value * (1 + (most * ((2 * random.NextDouble()) - 1)))));
    }

    /// <summary>A model with these parameters.</summary>
    /// <exception cref="InvalidOperationException">The model has others.</exception>
    public static TransformerModel CreateModel(GeneratedModel generated, IReadOnlyDictionary<string, float[]> parameters)
    {
        string[] names = [.. generated.Shape.Parameters.Select(static info => info.Name).Order(StringComparer.Ordinal)];

        if (!names.SequenceEqual(parameters.Keys.Order(StringComparer.Ordinal)))
        {
            throw new InvalidOperationException($"The model's parameters are {string.Join(", ", names)}; the graph's are {string.Join(", ", parameters.Keys)}.");
        }

        TransformerModel model = generated.CreateEmpty();

        foreach ((string name, float[] values) in parameters)
        {
            model.Write(name, values);
        }

        return model;
    }
}
