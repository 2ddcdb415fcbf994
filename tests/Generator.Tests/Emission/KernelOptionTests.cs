using System;
using System.Runtime.CompilerServices;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Snapshots;
using Xunit;

namespace Weft.Generator.Tests.Emission;

/// <summary>Kernels and options of kernels that operators of other formats have and no key of a spec asks for.</summary>
public sealed class KernelOptionTests
{
    private static readonly RowLayout Rows = new(12, string.Empty);

    private static AttentionShape Attention => new(1, 1, 8, 8, Causal: false, Window: 0, HasSlopes: false, Dropout: 0, Site: 0);

    [Fact]
    public void AttentionSoftCapAndMask() => Verify(
        "Attention.Avx2", "Attention8x8SoftCapMask", new AttentionKernel(new AttentionTiling(Attention with { SoftCap = 30, HasMask = true, Scale = 0.25f }, Rows, 12)));

    [Fact]
    public void AttentionPast() => Verify(
        "Attention.Avx2", "Attention8x8CausalPast", new AttentionKernel(new AttentionTiling(Attention with { Causal = true, HasPast = true }, Rows, 12)));

    [Fact]
    public void AttentionOverCaches() => Verify(
        "Attention.Avx2", "Attention8x8CausalWindow5PastCached",
        new AttentionKernel(new AttentionTiling(Attention with { Causal = true, HasPast = true, Window = 5 }, Rows, 300) { CachedPositions = 304 }));

    [Fact]
    public void AttentionOptionsWithoutAGradient_AreRefused()
    {
        AttentionGradientKernel kernel = new(new AttentionTiling(Attention with { SoftCap = 2 }, Rows, 12));
        string message = Assert.Throws<InvalidOperationException>(() => TinyModel.Of(kernel)).Message;

        Assert.Contains("has no gradient", message, StringComparison.Ordinal);
    }

    [Fact]
    public void RotaryHalves() => Verify(
        "Rotary.Avx2", "Rotary2x40Halves", new RotaryKernel(new Axis(2, 40), Rows, IsInverse: false, TableRows: 4, InHalves: true) { Turned = 20 });

    [Fact]
    public void Softmax() => Verify("Softmax.Avx2", "Softmax20", new SoftmaxKernel(Axis.Of(20), Rows, IsLogarithm: false));

    [Fact]
    public void LogSoftmax() => Verify("Softmax.Avx2", "LogSoftmax20", new SoftmaxKernel(Axis.Of(20), Rows, IsLogarithm: true));

    [Fact]
    public void LargeNorm_FetchesRowsAhead() => Verify(
        "LayerNorm.Avx2", "LayerNorm1024", new NormKernel(IsCentered: true, Axis.Of(1024), new RowLayout(1032, string.Empty), Epsilon: 1e-5f));

    [Fact]
    public void LargestNorm_StoresPastTheCaches() => Verify(
        "RmsNorm.Avx2", "RmsNorm1024", new NormKernel(IsCentered: false, Axis.Of(1024), new RowLayout(4116, string.Empty), Epsilon: 1e-5f));

    [Fact]
    public void NormOfOneRow() => Verify("RmsNorm.Avx2", "RmsNorm40Row", new NormKernel(IsCentered: false, Axis.Of(40), RowLayout.Row, Epsilon: 1e-5f));

    [Fact]
    public void LargeNormGradient_FetchesRowsAhead() => Verify(
        "LayerNorm.Avx2", "LayerNormGradient1024Residual", new NormGradientKernel(IsCentered: true, Axis.Of(1024), new RowLayout(1032, string.Empty), HasResidual: true));

    [Fact]
    public void ActivationSlope() => Verify("Activation.Avx2", "Silu20", new ActivationKernel(Axis.Of(20), Rows, Epilogue.Silu) { Slope = 1.5f });

    [Fact]
    public void ProductScales() => Verify(
        "Product.Avx2", "Product16x16Residual", new ProductKernel(16, 16, Rows, HasBias: false, HasResidual: true, Epilogue.None) { Scale = 0.5f, ResidualScale = 2 });

    [Fact]
    public void ClassWeights() => Verify("CrossEntropy.Avx2", "CrossEntropy11Weighted", new CrossEntropyKernel(11, 0, Rows, IsWeighted: true));

    [Fact]
    public void Likelihood() => Verify("CrossEntropy.Avx2", "Likelihood11Weighted", new LikelihoodKernel(11, Rows, IsWeighted: true));

    private static void Verify(string part, string method, Kernel kernel, [CallerMemberName] string test = "") =>
        Snapshot.Verify([TinyModel.Of(kernel).Methods(part, method)], test: test);
}
