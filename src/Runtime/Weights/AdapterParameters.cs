using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft;

/// <summary>The parameters of a model's adapters: matrices A and B beside weights, told by their names.</summary>
internal static class AdapterParameters
{
    /// <summary>What the name of a matrix A ends in, where that of its weight has <see cref="WeightEnd"/>.</summary>
    public const string FirstEnd = ".lora_A.weight";

    /// <summary>What the name of a matrix B ends in.</summary>
    public const string SecondEnd = ".lora_B.weight";

    /// <summary>What the name of a weight ends in.</summary>
    public const string WeightEnd = ".weight";

    /// <summary>Whether a parameter is of an adapter.</summary>
    public static bool Has(ParameterInfo info) => IsFirst(info) || info.Name.EndsWith(SecondEnd, StringComparison.Ordinal);

    /// <summary>The parameters of adapters.</summary>
    public static IEnumerable<ParameterInfo> Of(ModelDescription description) => description.Parameters.Where(Has);

    /// <summary>The parameters of the base model.</summary>
    public static IEnumerable<ParameterInfo> OfBase(ModelDescription description) =>
        description.Parameters.Where(static info => !Has(info));

    /// <summary>What the names of the adapted projections end in: <c>query</c>, <c>value</c>.</summary>
    public static IEnumerable<string> Targets(ModelDescription description) => description.Parameters.Where(IsFirst)
        .Select(static info => info.Name[..^FirstEnd.Length]).Select(static module => module[(module.LastIndexOf('.') + 1)..]).Distinct();

    /// <summary>Adds what adapters give to the weights beside them: W + alpha / rank x B A.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parameters">A copy of its parameters, which is written.</param>
    public static void Merge(TransformerModel model, NativeArena parameters)
    {
        ModelDescription description = model.Description;
        Dictionary<string, ParameterInfo> byName = description.Parameters.ToDictionary(static info => info.Name);

        foreach (ParameterInfo first in description.Parameters.Where(IsFirst))
        {
            string module = first.Name[..^FirstEnd.Length];
            ParameterInfo weight = byName[module + WeightEnd];
            float[] values = Values(weight, model.Parameters);
            LowRank.Add(
                values, Values(first, model.Parameters), Values(byName[module + SecondEnd], model.Parameters), description.AdapterRank,
                (double)description.AdapterAlpha / description.AdapterRank);
            new ParameterView(weight, parameters).CopyFrom(values);
        }
    }

    private static bool IsFirst(ParameterInfo info) => info.Name.EndsWith(FirstEnd, StringComparison.Ordinal);

    private static float[] Values(ParameterInfo info, NativeArena parameters)
    {
        float[] values = new float[info.Count];
        new ParameterView(info, parameters).CopyTo(values);

        return values;
    }
}
