using System;
using Weft.Conformance.Compilation;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Decoding token by token against the whole sequence at once.</summary>
public sealed class DecodingKernelTests(ITestOutputHelper output)
{
    private const double Tolerance = 5e-6;

    public static TheoryData<string, string> Models => CompiledModels.DecodersWithSets;

    [Theory]
    [MemberData(nameof(Models))]
    public void Feed_GivesTheLogitsOfTheWholeSequence(string name, string set)
    {
        ReferenceRun reference = ReferenceRun.Of(name);
        GeneratedModel generated = CompiledModels.Find(name, set);
        int outputs = generated.Shape.Outputs;
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using TrainingSession training = generated.StartTraining(model, workers);
        float[] whole = new float[reference.Logits.Length];
        training.ComputeLogits(reference.Batch.ToBatch(generated.Shape), whole);
        using InferenceSession session = generated.StartInference(model, workers);
        float[] decoded = new float[whole.Length];
        int row = 0;

        // Sequences follow one another in the same caches: what is left of the longer one before must not count.
        foreach (int[] tokens in reference.Batch.Outputs.Sequences)
        {
            session.Reset();

            foreach (int token in tokens)
            {
                session.Feed(token).CopyTo(decoded.AsSpan(row * outputs));
                row++;
            }
        }

        Closeness closeness = new();
        closeness.Check("logits", decoded, Array.ConvertAll(whole, static value => (double)value), Tolerance);
        closeness.Check("logits", decoded, reference.Logits, Tolerance);
        output.WriteLine($"{name} {set}: logits {closeness.Largest:0.0E+00}");
    }
}
