using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Generator.Tests.Kernels;

/// <summary>The emitted training passes against the interpreter, for every option and instruction set.</summary>
public sealed class TrainingKernelTests(ITestOutputHelper output)
{
    private const double LossTolerance = 2e-6;
    private const double LogitTolerance = 5e-6;

    // Of the largest gradient of the tensor, and of the model: what is zero in theory is noise in practice.
    private const double GradientTolerance = 5e-5;
    private const double GradientNoise = 5e-7;

    public static TheoryData<string, string> Models => CompiledModels.AllWithSets;

    [Theory]
    [MemberData(nameof(Models))]
    public void Passes_AgreeWithTheInterpreter(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = CompiledModels.Find(name, set);
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using TrainingSession session = generated.StartTraining(model, workers);
        Batch batch = reference.Batch.ToBatch(generated.Shape);
        Batch full = reference.FullBatch.ToBatch(generated.Shape);
        Closeness losses = new();
        Closeness logits = new();
        Closeness gradients = new();

        // The full batch leaves activations everywhere: rows past a smaller batch's end must not reach it.
        losses.Check("the full batch's loss", session.Accumulate(full, first: true, ReferenceRun.Seed, ReferenceRun.Step + 1).Sum, reference.FullLoss, LossTolerance);
        CheckGradients(gradients, session, reference.FullGradients);
        losses.Check("the loss", session.Accumulate(batch, first: true, ReferenceRun.Seed, ReferenceRun.Step).Sum, reference.Loss, LossTolerance);
        CheckGradients(gradients, session, reference.Gradients);
        _ = session.Accumulate(full, first: false, ReferenceRun.Seed, ReferenceRun.Step + 1);
        CheckGradients(gradients, session, Add(reference.Gradients, reference.FullGradients));

        losses.Check("the loss without dropout", session.Evaluate(batch).Sum, reference.EvaluationLoss, LossTolerance);
        float[] values = new float[reference.Logits.Length];
        session.ComputeLogits(batch, values);
        logits.Check("logits", values, reference.Logits, LogitTolerance);
        CheckGradients(gradients, session, Add(reference.Gradients, reference.FullGradients));

        // Padding stays zero, so that whoever reads whole panels may.
        Assert.Equal(ModelBits.CountInParameters(generated.Shape, session.ReadGradient), ModelBits.CountInArena(session.Gradients));
        output.WriteLine($"{name} {set}: losses {losses.Largest:0.0E+00}, logits {logits.Largest:0.0E+00}, gradients {gradients.Largest:0.0E+00}");
    }

    private static void CheckGradients(Closeness closeness, TrainingSession session, IReadOnlyDictionary<string, double[]> reference)
    {
        double largest = reference.Values.SelectMany(static values => values).Max(Math.Abs);

        foreach ((string name, double[] expected) in reference)
        {
            float[] gradient = new float[expected.Length];
            session.ReadGradient(name, gradient);
            closeness.Check(name, gradient, expected, GradientTolerance, GradientNoise * largest);
        }
    }

    private static Dictionary<string, double[]> Add(IReadOnlyDictionary<string, double[]> left, IReadOnlyDictionary<string, double[]> right) =>
        left.ToDictionary(static item => item.Key, item => item.Value.Zip(right[item.Key], static (a, b) => a + b).ToArray());
}
