using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;

namespace Weft.Conformance.Torch;

/// <summary>Runs a model on a case's parameters and inputs and compares everything the case has a reference for.</summary>
internal static class TorchModel
{
    private const double LogitTolerance = 1e-5;
    private const double LossTolerance = 1e-5;
    private const double GradientTolerance = 1e-4;
    private const double StepTolerance = 1e-3;

    /// <summary>Of the largest gradient in the model: what a gradient that is zero in theory may be off.</summary>
    private const double GradientNoise = 1e-6;

    /// <summary>PyTorch's AdamW as the references were made: decay on every parameter, no clipping.</summary>
    private static readonly AdamW Optimizer = new() { LearningRate = 1e-2, Beta1 = 0.9, Beta2 = 0.98, Epsilon = 1e-9, WeightDecay = 0.1 };

    /// <summary>Compares logits, loss, gradients and optimizer steps.</summary>
    /// <param name="generated">The model, with a `training` section.</param>
    /// <param name="file">The case.</param>
    /// <param name="results">Gets what was computed, under the names and in the shapes of the case; null where nobody wants it.</param>
    /// <exception cref="TorchCaseException">The file is not a case of this model.</exception>
    public static IReadOnlyList<Comparison> Compare(GeneratedModel generated, TorchFile file, SafetensorsWriter? results = null)
    {
        TorchBatch source = new(file, generated.Shape);
        List<Comparison> comparisons = [];

        using (TransformerModel model = CreateModel(generated, file))
        using (Workers workers = new())
        using (TrainingSession session = generated.StartTraining(model, workers))
        {
            Batch batch = new(generated.Shape);
            _ = source.Fill(batch);
            comparisons.Add(CompareLogits(session, batch, source, file, results));
            LossSum loss = session.Accumulate(batch);
            comparisons.Add(Comparison.Of("output/loss", loss.Mean, file.Loss, LossTolerance));
            results?.Add("output/loss", [1], [loss.Mean]);
            comparisons.AddRange(CompareGradients(session, loss.Labels, file, results));
        }

        comparisons.AddRange(CompareSteps(generated, source, file, results));

        return comparisons;
    }

    private static TransformerModel CreateModel(GeneratedModel generated, TorchFile file)
    {
        HashSet<string> names = [.. generated.Shape.Parameters.Select(static info => info.Name)];

        if (file.ParameterNames.FirstOrDefault(name => !names.Contains(name)) is string unknown)
        {
            throw new TorchCaseException($"The model has no parameter '{unknown}'.");
        }

        TransformerModel model = generated.CreateEmpty();

        foreach (ParameterInfo info in generated.Shape.Parameters)
        {
            model.Write(info.Name, file.Parameter(info));
        }

        return model;
    }

    private static Comparison CompareLogits(
        TrainingSession session, Batch batch, TorchBatch source, TorchFile file, SafetensorsWriter? results)
    {
        int outputs = session.Model.Description.Outputs;
        float[] logits = new float[batch.OutputRows * outputs];
        session.ComputeLogits(batch, logits);
        results?.Add("output/logits", [source.Outputs.Sequences, source.Outputs.Length, outputs], source.Unpack(logits, outputs));
        float[] reference = source.Pack(file.Logits(source.Outputs.Sequences, source.Outputs.Length, outputs), outputs);

        return Comparison.Of("output/logits", logits, reference, LogitTolerance);
    }

    private static List<Comparison> CompareGradients(
        TrainingSession session, int labels, TorchFile file, SafetensorsWriter? results)
    {
        List<(ParameterInfo Info, float[] Reference)> references =
            [.. session.Model.Description.Parameters.Select(info => (info, file.Gradient(info)))];
        double largest = references.Max(static item => item.Reference.Max(static value => Math.Abs((double)value)));
        List<Comparison> comparisons = [];

        foreach ((ParameterInfo info, float[] reference) in references)
        {
            float[] gradient = new float[reference.Length];
            session.ReadGradient(info.Name, gradient);

            // Ours are sums over the labels, PyTorch's are of the mean loss.
            foreach (ref float value in gradient.AsSpan())
            {
                value /= labels;
            }

            results?.Add($"gradient/{info.Name}", ShapeOf(info), gradient);
            comparisons.Add(Comparison.Of($"gradient/{info.Name}", gradient, reference, GradientTolerance, GradientNoise * largest));
        }

        return comparisons;
    }

    private static long[] ShapeOf(ParameterInfo info) =>
        info.Second is ParameterAxis second ? [info.First.Count, second.Count] : [info.First.Count];

    private static List<Comparison> CompareSteps(
        GeneratedModel generated, TorchBatch source, TorchFile file, SafetensorsWriter? results)
    {
        double[] reference = file.StepLosses;
        double[] losses = new double[reference.Length];
        List<Comparison> comparisons = [];
        using TransformerModel model = CreateModel(generated, file);
        using Trainer trainer = generated.CreateTrainer(model, Optimizer);

        foreach (TrainingStep step in trainer.Run(source, reference.Length))
        {
            losses[(int)step.Step - 1] = step.Loss;
            comparisons.Add(Comparison.Of("output/adamw_losses", step.Loss, reference[(int)step.Step - 1], StepTolerance));
        }

        results?.Add("output/adamw_losses", [losses.Length], losses);

        return comparisons;
    }
}
