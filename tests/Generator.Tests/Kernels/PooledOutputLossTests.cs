using System;
using System.Linq;
using Weft.Conformance.Compilation;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>A loss of one's own at what models put out for whole sequences: embeddings of pairs that belong together.</summary>
public sealed class PooledOutputLossTests
{
    private const double Temperature = 0.5;

    public static TheoryData<string, string> Models => CompiledModels.WithSets("Reviewer", "Regressor");

    // Of every parameter, the derivative along its own gradient, which is that gradient's length; dropout draws the same in every pass.
    [Theory]
    [MemberData(nameof(Models))]
    public void Contrast_GradientsOfParameters_AreThoseOfFiniteDifferences(string name, string set)
    {
        GeneratedModel generated = CompiledModels.Find(name, set);
        using Workers workers = new(2);
        using TransformerModel model = generated.Initialize(seed: 4);
        using TrainingSession session = generated.StartTraining(model, workers);
        Batch batch = ReferenceBatches.Of(name).Some.ToBatch(generated.Shape);

        foreach (ParameterInfo parameter in generated.Shape.Parameters)
        {
            _ = Accumulate();
            float[] gradient = new float[parameter.Count];
            float[] values = new float[parameter.Count];
            session.ReadGradient(parameter.Name, gradient);
            model.Read(parameter.Name, values);
            double length = Math.Sqrt(gradient.Sum(static value => (double)value * value));

            if (length > 1e-3)
            {
                double step = 0.02 / Math.Max(1, length);
                double difference = (LossAt(step) - LossAt(-step)) / (2 * step);
                Assert.True(Math.Abs(difference - length) <= 0.02 * length, $"{parameter.Name}: {length}, by differences {difference}");
                model.Write(parameter.Name, values);

                double LossAt(double distance)
                {
                    model.Write(parameter.Name, [.. values.Zip(gradient, (value, slope) => (float)(value + (distance * slope / length)))]);

                    return Accumulate();
                }
            }
        }

        double Accumulate() => session.Accumulate(batch, Contrast, first: true, dropoutSeed: 3, dropoutStep: 1).Sum;
    }

    // Rows 2i and 2i + 1 belong together: after some steps they are nearer to one another than to all others.
    [Theory]
    [MemberData(nameof(Models))]
    public void Contrast_InATrainer_BringsPairsTogether(string name, string set)
    {
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = generated.Initialize(seed: 4);
        using Trainer trainer = generated.CreateTrainer(model, new AdamW { LearningRate = 3e-3 }, new TrainerOptions { Threads = 2, Loss = Contrast });
        AlternatingBatches batches = new(ReferenceBatches.Of(name));
        double before = trainer.Evaluate(batches, limit: 2);
        batches.Restart();

        foreach (TrainingStep step in trainer.Run(batches, steps: 60))
        {
            Assert.True(double.IsFinite(step.Loss));
        }

        double after = trainer.Evaluate(batches, limit: 2);
        Assert.True(after < 0.7 * before, $"{before} before and {after} after");
    }

    private static double Contrast(Batch batch, ReadOnlySpan<float> outputs, Span<float> gradients) =>
        OutputLosses.Contrast(outputs, outputs.Length / batch.OutputRows, Temperature, gradients);
}
