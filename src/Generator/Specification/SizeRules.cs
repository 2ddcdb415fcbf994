using System;
using Weft.Generator.Diagnostics;
using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>
/// Keeps the sizes that are products of several keys within <see cref="Limits"/>. The counts ignore small terms (biases, norms, padding),
/// and none of them can overflow, because every factor has a limit of its own.
/// </summary>
internal static class SizeRules
{
    /// <summary>Adds every size that is too large.</summary>
    public static void Check(ModelSpecification model, Section top, Problems problems)
    {
        CheckFloats("the parameter arena", Parameters(model), Keys.ModelSize, top, problems);

        if (model.Experts is ExpertMixture experts && !FitsPairs(model, experts, top, problems))
        {
            return;
        }

        if (model.Training is TrainingCapacity training)
        {
            CheckFloats("the activation arena of training", Activations(model, training), Keys.Training, top, problems);
        }

        if (model.HasDecoder)
        {
            CheckCaches(model, top, problems);
        }

        if (model.Inference.Attention)
        {
            CheckFloats("the attention weights of a session", AttentionWeights(model), Keys.Inference, top, problems);
        }
    }

    // A row of weights for each position and head: of the encoder for each sequence, of the decoder for each beam as well, its
    // cross-attention included. In doubles where factors at their limits would leave no room in an integer.
    private static long AttentionWeights(ModelSpecification model)
    {
        double encoder = (double)model.EncoderLayers * model.EncoderSizes.Heads;
        double decoder = (double)model.DecoderLayers * model.Sizes.Heads * model.Inference.Beam * (model.HasEncoder ? 2 : 1);

        return (long)Math.Min((encoder + decoder) * model.Inference.Sequences * model.MaxLength * model.MaxLength, long.MaxValue / 2);
    }

    // Every row stands once for each of its experts, and groups of rows may leave a few empty.
    private static bool FitsPairs(ModelSpecification model, ExpertMixture experts, Section top, Problems problems)
    {
        long inferred = model.Inference.Draft
            + ((long)model.Inference.Sequences * (model.HasEncoder ? model.MaxLength : model.Inference.Beam));
        bool isTrained = model.Training?.Tokens >= inferred;
        long pairs = Math.Max(model.Training?.Tokens ?? 0, inferred) * (experts.Active + 1);

        if (pairs <= Limits.Rows)
        {
            return true;
        }

        string rows = isTrained ? "the rows of a training step" : "the rows of inference";
        problems.Add(
            DiagnosticDescriptors.TooLarge, top.ValueSpan(Keys.Experts), $"{rows} x ({Keys.ExpertsActive.FullName} + 1)",
            $"{Wording.Grouped(pairs)} rows", Wording.Grouped(Limits.Rows));

        return false;
    }

    private static void CheckCaches(ModelSpecification model, Section top, Problems problems)
    {
        long sequences = (long)model.Inference.Sequences * model.Inference.Beam;
        long rows = sequences * model.MaxLength;
        Key key = top.Has(Keys.Inference) ? Keys.Inference : Keys.MaxLength;

        if (rows > Limits.Rows)
        {
            string product = $"{Keys.InferenceSequences.FullName} x {Keys.InferenceBeam.FullName} x {Keys.MaxLength.FullName}";
            problems.Add(
                DiagnosticDescriptors.TooLarge, top.ValueSpan(key), product, $"{Wording.Grouped(rows)} rows", Wording.Grouped(Limits.Rows));
        }
        else
        {
            bool isRecurrent = model.IsRecurrent;
            long columns = isRecurrent ? model.ModelSize : (long)model.KeyValueHeads * (model.KeySize + model.ValueSize);
            long kept = model.Inference.CacheTokens > 0 ? Math.Min(rows, model.Inference.CacheTokens) : rows;
            long floats = (isRecurrent ? sequences : kept) * model.DecoderLayers * columns;
            CheckFloats(isRecurrent ? "the recurrent states" : "the key and value cache", floats, key, top, problems);
        }
    }

    // Tables, and per layer the projections of the attentions and of the feed-forward network.
    private static long Parameters(ModelSpecification model)
    {
        long inputs = (long)model.SourceVocabulary + model.TargetVocabulary + (model.Image?.PatchFloats ?? 0);
        long vocabularies = inputs + model.Outputs + model.MaxLength;
        long encoder = model.EncoderLayers
            * ((2 * MixerColumns(model, model.EncoderSizes)) + (3 * InnerColumns(model, model.EncoderSizes)));
        long attentions = model.HasEncoder ? 2 : 1;
        long decoder = model.DecoderLayers * ((2 * attentions * MixerColumns(model, model.Sizes)) + (3 * InnerColumns(model, model.Sizes)));

        return model.ModelSize * (vocabularies + encoder + decoder);
    }

    // One value and one gradient per row of every activation that the backward pass reads.
    private static long Activations(ModelSpecification model, TrainingCapacity training)
    {
        long encoder = model.EncoderLayers * LayerColumns(model, model.EncoderSizes);
        long decoder = 2 * model.DecoderLayers * LayerColumns(model, model.Sizes);

        return 2 * training.Tokens * (encoder + decoder + model.Outputs + (model.Image?.PatchFloats ?? 0));
    }

    // With experts, a row has its columns once for each of its own. What is left of inner columns stands beside all of them.
    private static long LayerColumns(ModelSpecification model, LayerSizes sizes)
    {
        long active = model.Experts?.Active ?? 1;
        long inner = (active * sizes.FeedForwardSize) + (model.Experts?.SharedSize ?? 0);

        return ((4 + (2 * active)) * model.ModelSize) + (2 * MixerColumns(model, sizes)) + ((model.ActivationDropout > 0 ? 3 : 2) * inner);
    }

    // The inner columns of the feed-forward network, of all experts together.
    private static long InnerColumns(ModelSpecification model, LayerSizes sizes) =>
        ((long)(model.Experts?.Count ?? 1) * sizes.FeedForwardSize) + (model.Experts?.SharedSize ?? 0);

    // Of a recurrence the three gates, which have as many weights for the state as for the input.
    private static long MixerColumns(ModelSpecification model, LayerSizes sizes) =>
        model.IsRecurrent ? 3L * model.ModelSize : (long)sizes.Heads * (sizes.KeySize + sizes.ValueSize);

    private static void CheckFloats(string what, long floats, Key key, Section top, Problems problems)
    {
        if (floats > Limits.ArenaFloats)
        {
            problems.Add(
                DiagnosticDescriptors.TooLarge,
                top.ValueSpan(key),
                what,
                $"{Wording.Grouped(floats)} floats",
                Wording.Grouped(Limits.ArenaFloats));
        }
    }
}
