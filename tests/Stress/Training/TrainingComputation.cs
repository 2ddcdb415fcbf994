using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Stress.Running;

namespace Weft.Stress.Training;

/// <summary>What a compiled model makes of a training case, under the names of <see cref="TrainingReference"/>.</summary>
internal static class TrainingComputation
{
    /// <summary>Computes it.</summary>
    public static IReadOnlyDictionary<string, double[]> Compute(GeneratedModel generated, TrainingData data, TrainingSettings settings)
    {
        Dictionary<string, double[]> results = ComputePasses(generated, data, settings.Threads);
        AddSteps(results, generated, data, settings);

        return results;
    }

    /// <summary>The same without steps of the optimizer.</summary>
    public static Dictionary<string, double[]> ComputePasses(GeneratedModel generated, TrainingData data, int threads)
    {
        Dictionary<string, double[]> results = [];
        using TransformerModel model = ModelParameters.CreateModel(generated, data.Parameters);
        using Workers workers = new(threads);
        using TrainingSession session = generated.StartTraining(model, workers);
        Batch batch = data.Batch.ToBatch(generated.Shape);
        float[] logits = new float[batch.OutputRows * generated.Shape.Outputs];
        session.ComputeLogits(batch, logits);
        results["logits"] = Widen(logits);
        results["evaluated loss"] = [session.Evaluate(batch).Sum];
        results["loss"] = [session.Accumulate(batch, first: true, data.DropoutSeed, data.DropoutStep).Sum];
        AddGradients(results, "gradient", session);
        _ = session.Accumulate(data.Steps[0].ToBatch(generated.Shape), first: false, data.DropoutSeed, unchecked(data.DropoutStep + 1));
        AddGradients(results, "gradient of two batches", session);

        return results;
    }

    private static void AddGradients(Dictionary<string, double[]> results, string what, TrainingSession session)
    {
        foreach (ParameterInfo info in session.Model.Description.Parameters.Where(static info => info.IsTrained))
        {
            float[] gradient = new float[info.Count];
            session.ReadGradient(info.Name, gradient);
            results[$"{what} of {info.Name}"] = Widen(gradient);
        }
    }

    private static void AddSteps(Dictionary<string, double[]> results, GeneratedModel generated, TrainingData data, TrainingSettings settings)
    {
        using TransformerModel model = ModelParameters.CreateModel(generated, data.Parameters);
        TrainerOptions options = new() { Threads = settings.Threads, Seed = data.DropoutSeed, AccumulationSteps = settings.Accumulation };
        using Trainer trainer = generated.CreateTrainer(model, settings.Optimizer, options);

        foreach (TrainingStep step in trainer.Run(new CyclingBatches(data.Steps), TrainingReference.Steps))
        {
            results[$"loss of step {step.Step - 1}"] = [step.Loss];
            results[$"gradient norm of step {step.Step - 1}"] = [step.GradientNorm];
            results[$"learning rate of step {step.Step - 1}"] = [step.LearningRate];
        }
    }

    private static double[] Widen(float[] values) => Array.ConvertAll(values, static value => (double)value);
}
