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

        if (model.Training is TrainingCapacity training)
        {
            CheckFloats("the activation arena of training", Activations(model, training), Keys.Training, top, problems);
        }

        if (model.HasDecoder)
        {
            CheckCaches(model, top, problems);
        }
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
            long floats = rows * model.DecoderLayers * model.KeyValueHeads * (model.KeySize + model.ValueSize);
            CheckFloats("the key and value cache", floats, key, top, problems);
        }
    }

    // Tables, and per layer the projections of the attentions and of the feed-forward network.
    private static long Parameters(ModelSpecification model)
    {
        long inputs = (long)model.SourceVocabulary + model.TargetVocabulary + (model.Image?.PatchFloats ?? 0);
        long vocabularies = inputs + model.Outputs + model.MaxLength;
        long encoder = model.EncoderLayers * ((2 * HeadColumns(model.EncoderSizes)) + (3L * model.EncoderSizes.FeedForwardSize));
        long attentions = model.HasEncoder ? 2 : 1;
        long decoder = model.DecoderLayers * ((2 * attentions * HeadColumns(model.Sizes)) + (3L * model.FeedForwardSize));

        return model.ModelSize * (vocabularies + encoder + decoder);
    }

    // One value and one gradient per row of every activation that the backward pass reads.
    private static long Activations(ModelSpecification model, TrainingCapacity training)
    {
        long encoder = model.EncoderLayers * LayerColumns(model, model.EncoderSizes);
        long decoder = 2 * model.DecoderLayers * LayerColumns(model, model.Sizes);

        return 2 * training.Tokens * (encoder + decoder + model.Outputs + (model.Image?.PatchFloats ?? 0));
    }

    private static long LayerColumns(ModelSpecification model, LayerSizes sizes) =>
        (6L * model.ModelSize) + (2 * HeadColumns(sizes)) + (2L * sizes.FeedForwardSize);

    private static long HeadColumns(LayerSizes sizes) => (long)sizes.Heads * (sizes.KeySize + sizes.ValueSize);

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
