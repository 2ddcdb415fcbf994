using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;

namespace Weft.Conformance.HuggingFace;

/// <summary>One training step on a case's sequences: its loss and the gradients of every parameter.</summary>
internal static class GradientComparison
{
    /// <summary>Of the largest magnitude in the reference.</summary>
    private const double GradientTolerance = 1e-4;

    /// <summary>Of the largest gradient in the model: what a gradient that is zero in theory may be off.</summary>
    private const double GradientNoise = 1e-6;

    /// <summary>Compares them.</summary>
    /// <param name="generated">The model, compiled with a `training` section.</param>
    /// <param name="model">Its parameters.</param>
    /// <param name="fill">Adds the sequences to a batch.</param>
    /// <param name="expectedLoss">Their mean loss.</param>
    /// <param name="gradients">The gradients of the mean loss by canonical names; none to compare the loss alone.</param>
    public static IEnumerable<Comparison> Compare(
        GeneratedModel generated,
        TransformerModel model,
        Action<Batch> fill,
        double expectedLoss,
        IEnumerable<(string Name, float[] Values)> gradients)
    {
        List<(string Name, float[] Values)> expected = [.. gradients];

        return
        [
            .. CompareGradients(generated, model, fill, expectedLoss, expected),
            .. StepComparison.Compare(generated, model, fill, expected),
        ];
    }

    private static List<Comparison> CompareGradients(
        GeneratedModel generated,
        TransformerModel model,
        Action<Batch> fill,
        double expectedLoss,
        List<(string Name, float[] Values)> expected)
    {
        using Workers workers = new();
        using TrainingSession session = generated.StartTraining(model, workers);
        Batch batch = new(generated.Shape);
        fill(batch);
        LossSum loss = session.Accumulate(batch);
        double largest = expected.Select(static item => item.Values.Max(static value => Math.Abs((double)value))).DefaultIfEmpty().Max();
        List<Comparison> comparisons = [Comparison.Of("loss", loss.Mean, expectedLoss, HuggingFaceCase.Tolerance)];

        foreach ((string name, float[] values) in expected)
        {
            float[] gradient = MeanGradient(session, name, values.Length, loss.Labels);
            Comparison comparison = Comparison.Of($"gradients/{name}", gradient, values, GradientTolerance, GradientNoise * largest);
            comparisons.Add(comparison with { Scale = comparison.Tolerance / GradientTolerance });
        }

        return comparisons;
    }

    // Ours are sums over the labels, those of the reference are of the mean loss.
    private static float[] MeanGradient(TrainingSession session, string name, int count, int labels)
    {
        float[] gradient = new float[count];
        session.ReadGradient(name, gradient);

        return [.. gradient.Select(value => value / labels)];
    }
}
