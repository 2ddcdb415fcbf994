using System.Linq;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator.Diagnostics;
using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>The rules of `adapters`: a rank, and projections that the layers have.</summary>
internal static class AdapterRules
{
    /// <summary>Adds every broken rule.</summary>
    public static void Check(Section top, Problems problems)
    {
        if (top.Find(Keys.Adapters) is not Section adapters)
        {
            return;
        }

        TextSpan place = top.KeySpan(Keys.Adapters);
        adapters.RequirePresence(Keys.AdapterRank, place);
        adapters.RequirePresence(Keys.AdapterProjections, place);

        if (adapters.Find(Keys.AdapterProjections) is not Projections on)
        {
            return;
        }

        if (on.HasFlag(Projections.Gate) && top.Find(Keys.Activation, Keys.Activation.Default) is Activation activation
            && ActivationChoice.Of(activation).Gate is null)
        {
            problems.Add(
                DiagnosticDescriptors.ImpossibleCombination, Place(adapters, "gate"), Keys.AdapterProjections.FullName, "[gate]",
                Keys.Activation.Name, Keys.Activation.NameOf(activation), "only gated units such as swiglu have a gate");
        }

        if (top.Has(Keys.Experts) && (on & Projections.FeedForward) != Projections.None)
        {
            string[] ofExperts = ["up", "gate", "down"];
            problems.Add(
                DiagnosticDescriptors.KeyDoesNotApply, Place(adapters, ofExperts), Keys.AdapterProjections.FullName, Keys.Experts.Name,
                "{...}", "the projections of experts have no adapters; query, key, value and output may have them");
        }

        if (MixerRules.IsRecurrent(top)
            && (on & (Projections.ReadAttention | Projections.Output)) != Projections.None)
        {
            string[] ofAttention = ["query", "key", "value", "output"];
            problems.Add(
                DiagnosticDescriptors.KeyDoesNotApply, Place(adapters, ofAttention), Keys.AdapterProjections.FullName, Keys.Mixer.FullName,
                "gru", "a gru has no such projections; up, gate and down may have adapters");
        }
    }

    // The first of some names in the list.
    private static TextSpan Place(Section adapters, params string[] names) => adapters.Items(Keys.AdapterProjections)
        .OfType<YamlScalar>().First(item => names.Contains(item.Text)).Span;
}
