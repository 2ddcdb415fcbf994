using System;
using Weft.Generator.Tests.Snapshots;
using Xunit;

namespace Weft.Generator.Tests.Emission;

/// <summary>The model's main file: what a user sees.</summary>
public sealed class ModelFileTests
{
    [Fact]
    public void PublicSurface() => Snapshot.Verify([TinyModel.Compile().File("")]);

    [Fact]
    public void Layout() => Snapshot.Verify([TinyModel.Compile().FileWithout("Layout", "CreateParameters")]);

    [Fact]
    public void Training() => Snapshot.Verify([TinyModel.Compile().File("Training")]);

    [Fact]
    public void Parameters_OfTwoLayers_AreALoop() =>
        Snapshot.Verify([TinyModel.Compile("layers: 2", "bias: false", "norm: rmsnorm", "tie_embeddings: true").Methods("Layout", "CreateParameters")]);

    [Fact]
    public void Parameters_OfOneLayer_HaveItsNumber() => Snapshot.Verify(
        [TinyModel.Compile("kv_heads: 2", "heads: 4", "norm: rmsnorm", "activation: swiglu", "bias: false", "tie_embeddings: true").Methods("Layout", "CreateParameters")]);

    [Fact]
    public void NoTraining_OnlyInfers()
    {
        TinyModel tiny = TinyModel.Compile("training:");

        Assert.DoesNotContain(tiny.Sources, static source => source.HintName.Contains("Forward", StringComparison.Ordinal) || source.HintName.Contains("Backward", StringComparison.Ordinal));
        Assert.DoesNotContain(tiny.Sources, static source => source.Text.Contains("Gradient", StringComparison.Ordinal));
        Snapshot.Verify([tiny.File("")]);
    }

    [Fact]
    public void NoNamespace_StandsAtTheTop()
    {
        TinyModel tiny = TinyModel.Compile(TinyModel.Read() with { Namespace = "" });

        Assert.All(tiny.Sources, static source => Assert.Matches(@"^(Tiny|Weft\.Kernels)\.", source.HintName));
        Snapshot.Verify([tiny.File(""), tiny.File("Positions")]);
    }

    [Fact]
    public void InstructionSets_AreAskedForBestFirst() =>
        Snapshot.Verify([TinyModel.Compile("instruction_sets: [portable, neon, avx2, avx512]").Methods("Decode", "Run")]);
}
