using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Models of more layers than one method calls: their passes call parts of the chain.</summary>
public sealed class LayerCountTests(ITestOutputHelper output)
{
    private const int Instructions = 12_000;

    // Single precision through 128 layers and back.
    private const double LossTolerance = 2e-6;
    private const double GradientTolerance = 5e-4;
    private const double GradientNoise = 5e-7;

    [Fact]
    public void MostLayersThereAre_MethodsStayWithinTheirBudget()
    {
        ModelSpecification model = ModelCases.Read("Paper") with { EncoderLayers = Limits.Layers, DecoderLayers = Limits.Layers, InstructionSets = InstructionSets.Portable };
        List<MethodSize> methods =
        [
            .. new MethodSizes(ModelLibrary.Compile(model).Assembly).All().Where(static size => IsOf(size, "Forward") || IsOf(size, "Backward")),
        ];
        output.WriteLine($"{methods.MaxBy(static size => size.Instructions)}");

        // Each layer, two embeddings and the head.
        Assert.Equal(((2 * Limits.Layers) + 3 + MethodBudget.ChainCalls - 1) / MethodBudget.ChainCalls, methods.Count(static size => IsOf(size, "Backward") && size.Name.Contains("RunPart", StringComparison.Ordinal)));
        Assert.Contains(methods, static size => size.Instructions > Instructions / 2);
        Assert.DoesNotContain(methods, static size => size.Instructions > Instructions);
    }

    /// <summary>No call is lost between two parts, and none comes twice.</summary>
    [Fact]
    public void ChainInParts_AgreesWithTheInterpreter()
    {
        ReferenceRun reference = ReferenceRun.Of("Tall");
        GeneratedModel generated = CompiledModels.Library[ModelCases.Read("Tall")];
        using TransformerModel model = CompiledModels.Create(generated, reference);
        using Workers workers = new(2);
        using TrainingSession session = generated.StartTraining(model, workers);
        Closeness losses = new();
        Closeness gradients = new();
        double largest = reference.Gradients.Values.SelectMany(static values => values).Max(Math.Abs);

        losses.Check("the loss", session.Accumulate(reference.Batch.ToBatch(generated.Shape), first: true, ReferenceRun.Seed, ReferenceRun.Step).Sum, reference.Loss, LossTolerance);

        foreach ((string name, double[] expected) in reference.Gradients)
        {
            float[] gradient = new float[expected.Length];
            session.ReadGradient(name, gradient);
            gradients.Check(name, gradient, expected, GradientTolerance, GradientNoise * largest);
        }

        output.WriteLine($"losses {losses.Largest:0.0E+00}, gradients {gradients.Largest:0.0E+00}");
    }

    private static bool IsOf(MethodSize size, string pass) => size.Name.Contains($".{pass}.", StringComparison.Ordinal);
}
