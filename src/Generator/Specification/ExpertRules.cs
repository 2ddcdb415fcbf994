using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>The rules of `experts`: how many there are, how many a position has, and what a shared one and balancing need.</summary>
internal static class ExpertRules
{
    /// <summary>Adds every broken rule.</summary>
    public static void Check(Section top, Problems problems)
    {
        if (top.Find(Keys.Experts) is not Section experts)
        {
            return;
        }

        experts.RequirePresence(Keys.ExpertCount, top.KeySpan(Keys.Experts));
        experts.RequirePresence(Keys.ExpertsActive, top.KeySpan(Keys.Experts));

        if (experts.Find(Keys.SharedGate) == true)
        {
            experts.RequirePresence(Keys.SharedSize, top.KeySpan(Keys.Experts));
        }

        if (experts.Find(Keys.ExpertsActive) is int active && experts.Find(Keys.ExpertCount) is int count && active > count)
        {
            CombinationRules.Combination(
                experts, Keys.ExpertsActive, Wording.Plain(active), Keys.ExpertCount.FullName, Wording.Plain(count),
                "a position has no more experts than there are", problems);
        }

        if (top.Find(Keys.FirstNorm) == false && experts.Find(Keys.BalanceLoss) is float loss && loss > 0)
        {
            CombinationRules.Combination(
                experts, Keys.BalanceLoss, Keys.BalanceLoss.Text(loss), Keys.FirstNorm.FullName, "false",
                "the loss is taken over layers that are alike, and the first would be another", problems);
        }
    }
}
