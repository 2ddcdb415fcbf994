using System.Collections.Generic;
using Weft.Generator.Text;

namespace Weft.Generator.Specification;

/// <summary>
/// The keys that decide what a model computes from its parameters and that the parameters' own names and shapes do not tell. Model
/// files carry them: of two models with equal tensors, one must not take the other's file for its own. What only training needs
/// (dropout, capacities) and how long sequences may be are not among them.
/// </summary>
internal static class FunctionText
{
    /// <summary>Keys and values as in a spec, every default written out: <c>heads: 4; activation: gelu; ...</c>, in a few pieces of a line's length.</summary>
    public static IReadOnlyList<string> Of(ModelSpecification model)
    {
        string rope = model.PositionalEncoding == PositionalEncoding.Rope ? $"{SpecificationKeys.RopeTheta.Name}: {Number(model.RopeTheta)}; " : "";

        return
        [
            $"{SpecificationKeys.Heads.Name}: {Wording.Plain(model.Heads)}; " +
            $"{SpecificationKeys.Activation.Name}: {SpecificationKeys.Activation.NameOf(model.Activation)}; " +
            $"{SpecificationKeys.NormalizationEpsilon.Name}: {Number(model.NormalizationEpsilon)}; " +
            $"{SpecificationKeys.NormPlacement.Name}: {SpecificationKeys.NormPlacement.NameOf(model.NormPlacement)}; ",
            $"{SpecificationKeys.PositionalEncoding.Name}: {SpecificationKeys.PositionalEncoding.NameOf(model.PositionalEncoding)}; {rope}" +
            $"{SpecificationKeys.Masking.Name}: {SpecificationKeys.Masking.NameOf(model.Masking)}; " +
            $"{SpecificationKeys.Window.Name}: {(model.Window == 0 ? "none" : Wording.Plain(model.Window))}; " +
            $"{SpecificationKeys.ScaleEmbeddings.Name}: {(model.ScaleEmbeddings ? "true" : "false")}",
        ];
    }

    private static string Number(float value) => Literal.Float(value).TrimEnd('f');
}
