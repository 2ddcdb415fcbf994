using System;
using System.Globalization;
using System.Linq;

namespace Weft;

/// <summary>
/// Cross-entropy with a weight for each class, divided by the weights of the labels in the place of their number, as PyTorch's
/// CrossEntropyLoss(weight) is.
/// </summary>
internal sealed class ClassWeights
{
    private readonly float[] _weights;

    private ClassWeights(float[] weights) => _weights = weights;

    /// <summary>Those of a trainer's options; null where they have none.</summary>
    /// <exception cref="ArgumentException">They do not fit the model, or a weight is negative or not finite, or all are 0.</exception>
    public static ClassWeights? Of(ModelDescription model, TrainerOptions options)
    {
        if (options.ClassWeights is not { } given)
        {
            return null;
        }

        float[] weights = [.. given];
        string? problem = ProblemOf(model, options, weights);

        return problem is null
            ? new ClassWeights(weights)
            : throw new ArgumentException($"{model.Name}: {problem}", nameof(TrainerOptions.ClassWeights));
    }

    /// <summary>As checkpoints and ranks compare them.</summary>
    public static string Describe(TrainerOptions options) => options.ClassWeights is { } weights
        ? string.Join(' ', weights.Select(static weight => weight.ToString(CultureInfo.InvariantCulture)))
        : "none";

    /// <summary>The loss, as an <see cref="OutputLoss"/>.</summary>
    public double Loss(Batch batch, ReadOnlySpan<float> outputs, Span<float> gradients) =>
        OutputLosses.CrossEntropy(batch.Labels, _weights, outputs, _weights.Length, gradients);

    /// <summary>What the sum of a batch's losses is divided by.</summary>
    public double Sum(ReadOnlySpan<int> labels)
    {
        double sum = 0;

        foreach (int label in labels)
        {
            sum += label >= 0 ? _weights[label] : 0;
        }

        return sum;
    }

    private static string? ProblemOf(ModelDescription model, TrainerOptions options, float[] weights)
    {
        int wrong = Array.FindIndex(weights, static weight => weight is not (>= 0 and < float.PositiveInfinity));

        return options.Loss is not null ? "class weights are of the specification's loss; a loss of one's own weighs by itself."
            : model.Loss != LossKind.CrossEntropy ? $"class weights are for cross_entropy; its loss is {model.Loss} (`loss`)."
            : weights.Length != model.Outputs ? $"{weights.Length} class weights; each of its {model.Outputs} outputs has one."
            : wrong >= 0
                ? string.Create(
                    CultureInfo.InvariantCulture, $"the weight of class {wrong} is {weights[wrong]}; weights are finite and 0 or more.")
            : weights.All(static weight => weight == 0) ? "all class weights are 0."
            : null;
    }
}
