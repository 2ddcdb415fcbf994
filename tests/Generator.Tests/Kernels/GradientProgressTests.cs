using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Tests.Graph;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>What a backward pass calls final, it does not write any more: whoever exchanges gradients sends them from then on.</summary>
public sealed class GradientProgressTests
{
    public static TheoryData<string> Models => [.. ModelCases.Compiled];

    [Theory]
    [MemberData(nameof(Models))]
    public void FinishedGradients_StayAsTheyAre(string name)
    {
        GeneratedModel generated = CompiledModels.Find(name, "Avx2");
        using TransformerModel model = generated.Initialize(seed: 5);
        using Workers workers = new(2);
        using TrainingSession session = generated.StartTraining(model, workers);
        Copies copies = new(session.Gradients);
        session.Progress = copies;
        _ = session.Accumulate(ReferenceBatches.Of(name).Full.ToBatch(generated.Shape), first: true, dropoutSeed: 9, dropoutStep: 1);
        float[] gradients = Floats(session.Gradients, 0);

        Assert.NotEmpty(copies.Taken);
        Assert.Equal(copies.Taken.Keys.OrderDescending(), copies.Taken.Keys);
        Assert.Equal(0u, copies.Taken.Keys.Last());
        Assert.All(copies.Taken, taken => Assert.Equal(gradients[(int)taken.Key..], taken.Value));
    }

    private static unsafe float[] Floats(NativeArena arena, nuint start) =>
        new ReadOnlySpan<float>(arena.Pointer + start, (int)(arena.Length - start)).ToArray();

    private sealed class Copies(NativeArena gradients) : GradientProgress
    {
        public Dictionary<nuint, float[]> Taken { get; } = [];

        public override void Report(nuint start) => this.Taken.Add(start, Floats(gradients, start));
    }
}
