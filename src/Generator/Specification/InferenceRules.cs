using Weft.Generator.Shared;
using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>The rules over keys of <c>inference</c> alone.</summary>
internal static class InferenceRules
{
    /// <summary>Adds every broken rule.</summary>
    public static void Check(Section inference, Problems problems)
    {
        if (inference.Find(Keys.InferenceActivations) == ActivationFormat.Int8
            && inference.Find(Keys.InferenceWeights, Keys.InferenceWeights.Default) is WeightFormat weights
            && !WeightLayout.Of(weights).IsInteger)
        {
            CombinationRules.Combination(
                inference, Keys.InferenceActivations, Keys.InferenceActivations.NameOf(ActivationFormat.Int8),
                Keys.InferenceWeights.FullName, Keys.InferenceWeights.NameOf(weights),
                "products with floats are products of floats; allowed are int8 and int4", problems);
        }
    }
}
