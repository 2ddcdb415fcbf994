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

/// <summary>Options of kernels that no key of a spec asks for, and sizes that only large models reach.</summary>
public sealed class KernelOptionTests
{
    private static readonly RowLayout Rows = new(12);

    private static KeyValueCache Cache => new("cache", Heads: 1, Positions: 304, KeySize: 16, ValueSize: 16, CacheFormat.Float32);

    private static AttentionShape Attention => new(1, 1, 8, 8, Causal: false, Window: 0, HasSlopes: false, Dropout: 0, Site: 0);

    [Fact]
    public void AttentionSoftCapAndMask() => Verify(
        "Attention.Avx2", "Attention8x8SoftCap30MaskScale0p25Keys12Rows12", AttentionKernel.OfSequences(Attention with { SoftCap = 30, HasMask = true, Scale = 0.25f }, Rows, longest: 12, keepsStatistics: false));

    [Fact]
    public void AttentionPast() => Verify(
        "Attention.Avx2", "Attention8x8CausalPastKeys12Rows12", AttentionKernel.OfSequences(Attention with { Causal = true, HasPast = true }, Rows, longest: 12, keepsStatistics: false));

    [Fact]
    public void AttentionOverCaches() => Verify(
        "Attention.Avx2", "Attention8x8CausalWindow5PastCached304Rows12",
        AttentionKernel.OfPrompt(Attention with { Causal = true, Window = 5 }, Rows, Cache));

    [Fact]
    public void AttentionOptionsWithoutAGradient_AreRefused()
    {
        AttentionGradientKernel kernel = AttentionGradientKernel.OfSequences(Attention with { HasMask = true }, Rows, longest: 12);
        string message = Assert.Throws<LoweringException>(() => TinyModel.Of(kernel)).Message;

        Assert.StartsWith($"The kernel {kernel.Name} has no code for ", message, StringComparison.Ordinal);
        Assert.EndsWith(": attention with a mask or past keys has no gradient; no spec asks for one.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void RotaryHalves() => Verify(
        "Rotary.Avx2", "Rotary2x40HalvesTurned20Positions4Rows12", new RotaryKernel(new Axis(2, 40), Rows, IsInverse: false, TableRows: 4, InHalves: true) { Turned = 20 });

    [Fact]
    public void LargeNorm_FetchesRowsAhead() => Verify(
        "LayerNorm.Avx2", "LayerNorm1024StatisticsRows1032", new NormKernel(IsCentered: true, Axis.Of(1024), new RowLayout(1032), Epsilon: 1e-5f, KeepsStatistics: true));

    [Fact]
    public void LargestNorm_StoresPastTheCaches() => Verify(
        "RmsNorm.Avx2", "RmsNorm1024StatisticsRows4116", new NormKernel(IsCentered: false, Axis.Of(1024), new RowLayout(4116), Epsilon: 1e-5f, KeepsStatistics: true));

    [Fact]
    public void NormOfOneRow() => Verify(
        "RmsNorm.Avx2", "RmsNorm40Row",
        new NormKernel(IsCentered: false, Axis.Of(40), RowLayout.Row, Epsilon: 1e-5f, KeepsStatistics: false));

    [Fact]
    public void LargeNormGradient_FetchesRowsAhead() => Verify(
        "LayerNorm.Avx2", "LayerNormGradient1024ResidualRows1032", new NormGradientKernel(IsCentered: true, Axis.Of(1024), new RowLayout(1032), HasResidual: true));

    [Fact]
    public void ProductScales() => Verify(
        "Product.Avx2", "Product16x16ResidualTimes2Scale0p5Rows12", new ProductKernel(16, 16, Rows, HasBias: false, HasResidual: true, Epilogue.None) { Scale = 0.5f, ResidualScale = 2 });

    private static void Verify(string part, string method, Kernel kernel, [CallerMemberName] string test = "") =>
        Snapshot.Verify([TinyModel.Of(kernel).Kernels(part, method)], test: test);
}
