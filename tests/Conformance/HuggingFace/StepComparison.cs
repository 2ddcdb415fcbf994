using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;

namespace Weft.Conformance.HuggingFace;

/// <summary>
/// One step of AdamW on a case's sequences, and what it should make of the parameters by the reference's gradients: in its first step
/// both moments are the gradient's own, so p becomes p - rate x g / (|g| + epsilon).
/// </summary>
internal static class StepComparison
{
    private const double Rate = 0.5;

    // As large as gradients are, so that a step depends on their sizes and not on their signs alone.
    private const double Epsilon = 0.1;

    /// <summary>Compares the parameters behind the step, which the model has afterwards.</summary>
    public static IEnumerable<Comparison> Compare(
        GeneratedModel generated, TransformerModel model, Action<Batch> fill, List<(string Name, float[] Values)> gradients)
    {
        List<(string Name, float[] Values)> expected = [.. gradients.Select(item => (item.Name, Step(model, item.Name, item.Values)))];
        AdamW optimizer = new() { LearningRate = Rate, Epsilon = Epsilon, WeightDecay = 0 };
        using Trainer trainer = generated.CreateTrainer(model, optimizer);

        foreach (TrainingStep step in trainer.Run(new OneBatch(fill), steps: 1))
        {
            _ = step;
        }

        return [.. expected.Select(item => Comparison.Of($"step/{item.Name}", Read(model, item.Name, item.Values.Length), item.Values, HuggingFaceCase.Tolerance))];
    }

    private static float[] Step(TransformerModel model, string name, float[] gradient)
    {
        float[] values = Read(model, name, gradient.Length);

        return [.. values.Zip(gradient, static (value, slope) => (float)(value - (Rate * slope / (Math.Abs((double)slope) + Epsilon))))];
    }

    private static float[] Read(TransformerModel model, string name, int count)
    {
        float[] values = new float[count];
        model.Read(name, values);

        return values;
    }
}
