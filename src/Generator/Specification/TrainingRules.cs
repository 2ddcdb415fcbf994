using Weft.Generator.Diagnostics;
using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>The rules of `training`: a length, and either sequences or tokens.</summary>
internal static class TrainingRules
{
    /// <summary>Adds every broken rule.</summary>
    public static void Check(Section top, Section training, Problems problems)
    {
        CheckMemory(training, problems);

        if (top.Has(Keys.Image))
        {
            // The image's section says how long a sequence is.
            training.RequirePresence(Keys.TrainingBatch, top.KeySpan(Keys.Training));
            return;
        }

        training.RequirePresence(Keys.TrainingLength, top.KeySpan(Keys.Training));
        CheckCapacity(top, training, problems);

        if (training.Find(Keys.TrainingLength) is not int length)
        {
            return;
        }

        if (top.Find(Keys.MaxLength) is int maximum && length > maximum)
        {
            Combination(training, Keys.TrainingLength, length, Keys.MaxLength, maximum, "no sequence is longer than max_length", problems);
        }

        if (training.Find(Keys.TrainingTokens) is int tokens && tokens < length)
        {
            Combination(
                training, Keys.TrainingTokens, tokens, Keys.TrainingLength, length, "one sequence of that length would not fit", problems);
        }

        if (training.Find(Keys.TrainingBatch) is int batch && (long)batch * length > Limits.Rows)
        {
            problems.Add(
                DiagnosticDescriptors.TooLarge,
                training.ValueSpan(Keys.TrainingBatch),
                "training.batch x training.length",
                $"{Wording.Grouped((long)batch * length)} rows",
                Wording.Grouped(Limits.Rows));
        }
    }

    private static void CheckCapacity(Section top, Section training, Problems problems)
    {
        if (!training.Has(Keys.TrainingTokens))
        {
            training.RequirePresence(
                Keys.TrainingBatch, top.KeySpan(Keys.Training), $", or {Keys.TrainingTokens.FullName} be given in its place");
        }

        if (training.Find(Keys.TrainingBatch) is int batch && training.Find(Keys.TrainingTokens) is int tokens)
        {
            const string Rule = "each alone says how much a step holds, so give one of them";
            Combination(training, Keys.TrainingTokens, tokens, Keys.TrainingBatch, batch, Rule, problems);
        }
    }

    // What is computed again is not kept in any format.
    private static void CheckMemory(Section training, Problems problems)
    {
        if (training.Find(Keys.TrainingStore) is KeptFormat.BFloat16 and KeptFormat format
            && training.Find(Keys.TrainingRecompute) is Recomputation.Layer and Recomputation recompute)
        {
            const string Rule = "a layer that is computed again keeps its input alone, which is float32";
            CombinationRules.Combination(
                training, Keys.TrainingStore, Keys.TrainingStore.NameOf(format), Keys.TrainingRecompute.FullName,
                Keys.TrainingRecompute.NameOf(recompute), Rule, problems);
        }
    }

    private static void Combination(Section training, Key key, int value, Key other, int otherValue, string rule, Problems problems) =>
        CombinationRules.Combination(training, key, Wording.Plain(value), other.FullName, Wording.Plain(otherValue), rule, problems);
}
