using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis.CSharp;
using Weft.Conformance.Onnx.Kernels;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Tests.Emission;
using Weft.Generator.Text;
using Xunit;

namespace Weft.Generator.Tests.Lowering;

/// <summary>Kernels that differ in any constant have different names, and no kind of kernel has a constant that its code never depends on.</summary>
public sealed class KernelNameTests
{
    private static readonly RowLayout Rows = new(12);

    // One model for what specs ask for, line by line.
    private static readonly string[][] Models =
    [
        [],
        ["norm: rmsnorm", "activation: swiglu", "positional_encoding: rope", "dropout: 0.1", "label_smoothing: 0.1"],
        ["architecture: encoder-decoder", "norm_epsilon: 1e-6", "inference: {sequences: 2, beam: 2}"],
        ["d_ff: 544", "scale_embeddings: true", "inference: {weights: int8, sequences: 16}"],
        ["inference: {weights: int4, activations: int8, sequences: 16}"],
        ["d_ff: 544", "scale_embeddings: true", "inference: {weights: int4, sequences: 16}"],
        ["d_ff: 544", "inference: {weights: bfloat16, sequences: 16}"],
        ["norm_placement: output"],
        ["architecture: encoder", "output: classes", "outputs: 4", "pooling: mean", "loss: binary_cross_entropy"],
        ["output: values", "outputs: 40"],
        ["experts: {count: 17, active: 2, balance_loss: 0.5}"],
        ["-heads", "mixer: gru", "inference: {weights: bfloat16}"],
        ["-heads", "mixer: gru", "bias: false", "dropout: 0.1", "inference: {sequences: 2}"],
        ["activation: gelu", "adapters: {rank: 3, on: [up]}"],
        ["heads: 4", "kv_heads: 2", "positional_encoding: alibi", "window: 2", "max_length: 300"],
    ];

    // What no line asks for, sizes that only large models reach, and the kernels of the conformance runner.
    private static readonly Kernel[] HandMade =
    [
        AttentionKernel.OfSequences(Attention with { SoftCap = 30, HasMask = true, Scale = 0.25f, Dropout = 0.1f }, Rows, longest: 12, keepsStatistics: true),
        AttentionKernel.OfPrompt(Attention with { Causal = true, Window = 5 }, Rows, Cache),
        AttentionGradientKernel.OfSequences(Attention with { Causal = true, HasSlopes = true }, new RowLayout(516), longest: 500),
        AttentionKernel.OfSequences(Attention with { Relative = new(32, 128, true) }, Rows, longest: 12, keepsStatistics: false),
        AttentionKernel.OfPrompt(Attention with { Causal = true, Relative = new(32, 128, false) }, Rows, Cache),
        AttentionGradientKernel.OfSequences(Attention with { Relative = new(32, 128, true) }, Rows, longest: 12),
        AttentionKernel.OfPrompt(Attention with { Causal = true, ValueSize = 36 }, Rows, InBlocks),
        CachedAttentionKernel.Of(Attention with { Causal = true }, InBlocks, Rows),
        CacheRowsKernel.Of(InBlocks, Rows),
        AttentionWeightsKernel.Of(Attention with { Causal = true }, positions: 300, Rows, InBlocks),
        new RelativeBiasKernel(new(32, 128, true)),
        new RelativeBiasSumKernel(new(32, 128, false), Span: 400, Stride: 12),
        new RelativeBiasGradientKernel(32, Rows),
        new CachedAttentionKernel(20, 36, CacheSize: 304, Rows) { Relative = new(32, 128, false) },
        new CachedAttentionKernel(20, 36, CacheSize: 304, Rows) { GroupSize = 2, Slopes = 6 },
        new CachedAttentionKernel(20, 36, CacheSize: 304, Rows) { Format = CacheFormat.BFloat16 },
        WidenCacheKernel.Keys(CacheFormat.Int8),
        WidenCacheKernel.Values(CacheFormat.Int8),
        new AttentionWeightsKernel(40, Positions: 300, Rows, Cache: null) { Window = 5, HasSlopes = true, SoftCap = 3 },
        new AttentionWeightsKernel(40, Positions: 300, Rows, CacheFormat.Float32) { IsCausal = true, Relative = new(32, 128, false), Scale = 0.25f },
        new EmbeddingKernel(Axis.Of(40), TableRows: 11, PositionRows: 4, TypeRows: 2, Scale: 2, Rows),
        new EmbeddingKernel(Axis.Of(40), TableRows: 0, PositionRows: 4, TypeRows: 2, Scale: 2, Rows),
        new TokenColumnKernel(Axis.Of(40), Rows),
        new RecurrentStepKernel(Axis.Of(40), HasResidual: true, Rows, Rows, RowLayout.Row),
        new RecurrentStartKernel(Axis.Of(40), Rows),
        new RecurrentStepGradientKernel(Axis.Of(40), Rows, new RowLayout(36)),
        new SoftCapKernel(Axis.Of(40), Rows, Cap: 3),
        new SoftCapGradientKernel(Axis.Of(40), Rows, Cap: 3),
        new ActivationGradientKernel(Axis.Of(40), Rows, IsMasked: true),
        new ScalingKernel(Axis.Of(40), Rows, HasResidual: true, Factor: 3),
        new RouteKernel(Experts: 40, Active: 3, Normalizes: false, Rows),
        new RouteGradientKernel(Experts: 40, Active: 3, Normalizes: false, BalanceLoss: 0, Rows),
        new GatherKernel(Axis.Of(40), Rows, new RowLayout(36)),
        new CombineKernel(Axis.Of(40), Active: 3, IsWeighted: true, HasResidual: true, Rows, new RowLayout(36)),
        new CombineKernel(Axis.Of(40), Active: 3, IsWeighted: true, HasResidual: true, RowLayout.Row, RowLayout.Row),
        new CombineGradientKernel(Axis.Of(40), Rows, new RowLayout(36)),
        new WeightGradientKernel(Rows, MayLackRows: true),
        new BiasGradientKernel(FirstIdle: 8, IdlePanels: 8),
        new NormGradientKernel(IsCentered: true, Axis.Of(8), Rows, HasResidual: true) { Epsilon = 1e-3f },
        new RowGateKernel(Axis.Of(40), HasResidual: true, Rows),
        new RowGateGradientKernel(Axis.Of(40), Rows),
        new UnpackKernel(Axis.Of(40), Rows),
        new PatchKernel(new ImageInput(6, 9, 3, 3, HasClassToken: true), Rows),
        new PatchEmbeddingKernel(Axis.Of(40), HasClassToken: true, PositionRows: 16, Rows),
        new PatchEmbeddingGradientKernel(Axis.Of(40), Rows),
        new ClassTokenGradientKernel(),
        new PoolKernel(PoolingForm.Last, Axis.Of(40), Rows),
        new PoolGradientKernel(PoolingForm.First, Axis.Of(40), Rows),
        new BinaryCrossEntropyKernel(Axis.Of(40), Rows),
        new MeanSquaredErrorKernel(Axis.Of(40), Rows),
        new ClearKernel(Axis.Of(40), Rows),
        new HalveKernel(Axis.Of(40), Rows),
        new RestoreKernel(Axis.Of(40), Rows),
        new DropoutKernel(Axis.Of(40), Rows, HasResidual: true, Rate: 0.1f),
        new DropoutKernel(Axis.Of(40), Rows, HasResidual: false, Rate: 0.1f) { Pairs = new RowLayout(36) },
        new TransposeKernel(),
        new RowTile(),
        new RowTile(IsPair: true, IsSmall: true, Prefetches: true),
        new CacheRowsKernel(40, 32, CacheSize: 304, CacheFormat.Float32, Rows),
        new CacheRowsKernel(40, 32, CacheSize: 304, CacheFormat.Int8, Rows),
        new RotaryKernel(new Axis(2, 40), Rows, IsInverse: true, TableRows: 4, InHalves: true) { Turned = 20 },
        new NormKernel(IsCentered: true, Axis.Of(1024), new RowLayout(4116), Epsilon: 1e-3f, KeepsStatistics: true),
        new NormGradientKernel(IsCentered: false, Axis.Of(1024), new RowLayout(1032), HasResidual: true),
        new ProductKernel(16, 16, Rows, HasBias: true, HasResidual: true, Epilogue.Of(Activation.Gelu, withDerivative: false), WeightFormat.Int8) { Scale = 0.5f, ResidualScale = 2 },
        new ProductKernel(16, 16, Rows, HasBias: false, HasResidual: false, Epilogue.None, WeightFormat.Int4),
        new ProductKernel(16, 16, Rows, HasBias: false, HasResidual: false, Epilogue.None, WeightFormat.Int4) { Activations = ActivationFormat.Int8 },
        new StreamedRowProductKernel(512, HasBias: true, HasResidual: true, Epilogue.Of(Activation.Relu, withDerivative: false), WeightFormat.BFloat16, IsFromMemory: true),
        new ActivationKernel(Axis.Of(40), Rows, Activation.Silu) { Slope = 1.5f },
        new CrossEntropyKernel(40, Smoothing: 0, Rows),
        new SoftmaxKernel(Axis.Of(40), Rows, IsLogarithm: true),
        new LikelihoodKernel(Rows),
        new ClassWeightKernel(),
    ];

    // All that the models call, directly or not.
    private static readonly Kernel[] Called = [.. Models.SelectMany(KernelsOf).Distinct()];

    // One kernel of each type, and those made by hand.
    private static readonly Kernel[] Samples = [.. Called.GroupBy(static kernel => kernel.GetType()).Select(static group => group.First()), .. HandMade];

    private static KeyValueCache Cache => new("cache", Heads: 1, Positions: 304, KeySize: 16, ValueSize: 16, CacheFormat.Float32);

    private static KeyValueCache InBlocks => Cache with { InBlocks = new CachePaging(Positions: 32, OfSlot: 10, Count: 20) };

    private static AttentionShape Attention => new(1, 1, 8, 8, Causal: false, Window: 0, HasSlopes: false, Dropout: 0, Site: 0);

    [Fact]
    public void EveryKernelIsAmongTheSamples()
    {
        IEnumerable<Type> kernels = new[] { typeof(Kernel), typeof(ActivationKernel) }
            .SelectMany(static type => type.Assembly.GetTypes()).Where(static type => type.IsSubclassOf(typeof(Kernel)) && !type.IsAbstract);

        Assert.Empty(kernels.Except(Samples.Select(static kernel => kernel.GetType())));
    }

    [Fact]
    public void KernelsThatDifferInAConstant_HaveDifferentNames()
    {
        Dictionary<string, Kernel> named = [];

        foreach (Kernel kernel in Called.SelectMany(Changed).Concat(Samples.SelectMany(Changed).SelectMany(Changed)))
        {
            Assert.True(SyntaxFacts.IsValidIdentifier(kernel.Name), kernel.Name);
            Assert.True(named.TryAdd(kernel.Name, kernel) || named[kernel.Name].Equals(kernel), $"{kernel} and {named[kernel.Name]} are both {kernel.Name}.");
        }

        Assert.Equal(named.Count, named.Values.Distinct().Count());
    }

    [Fact]
    public void CodeDependsOnEveryConstant()
    {
        foreach (IGrouping<Type, Kernel> kernels in Samples.GroupBy(static kernel => kernel.GetType()))
        {
            Assert.All(
                kernels.SelectMany(static kernel => RecordChanges.Of(kernel).Select(change => (change.Constant, Matters: Matters(kernel, change.Copies))))
                    .GroupBy(static change => change.Constant),
                constant => Assert.True(constant.Any(static change => change.Matters), $"No {kernels.Key.Name} depends on {constant.Key}."));
        }
    }

    [Fact]
    public void ANameThatTwoKernelsShare_IsRefused()
    {
        KernelSet kernels = new();
        kernels.Add(new NamedKernel(1));
        kernels.Add(new NamedKernel(1));
        Assert.Single(kernels.Entries);

        kernels.Add(new NamedKernel(2));
        Assert.Equal(
            "Two methods of Avx2 share the name Same: NamedKernel { Constant = 1 } and NamedKernel { Constant = 2 }.",
            Assert.Throws<LoweringException>(() => kernels.Methods(new Avx2())).Message);
    }

    [Theory]
    [InlineData(30f, "30")]
    [InlineData(0.125f, "0p125")]
    [InlineData(1e-6f, "1em6")]
    [InlineData(-2.5e-12f, "m2p5em12")]
    [InlineData(1e20f, "1e20")]
    public void ANumberInAName(float value, string text) => Assert.Equal(text, Literal.Identifier(value));

    private static IEnumerable<Kernel> KernelsOf(string[] lines)
    {
        KernelSet kernels = ModelCompiler.Lower(TinyModel.Read(lines), CancellationToken.None).Kernels;

        return InstructionSet.All.SelectMany(kernels.Of);
    }

    // The kernel itself and every one that differs in a constant.
    private static IEnumerable<Kernel> Changed(Kernel kernel) => RecordChanges.Of(kernel).SelectMany(static change => change.Copies).Prepend(kernel);

    private static bool Matters(Kernel kernel, Kernel[] copies)
    {
        string text = TextOf(kernel);

        return copies.Any(copy => TextOf(copy) != text);
    }

    // The code in every instruction set without the name; a kernel that there is no code for has the reason in its place.
    private static string TextOf(Kernel kernel)
    {
        try
        {
            return string.Concat(InstructionSet.All.Select(set => BodyOf(kernel, set)).Prepend($"{kernel.Signature.Text} {string.Join(" ", kernel.Functions)} "));
        }
        catch (Exception exception)
        {
            return exception.Message.Replace(kernel.Name, string.Empty, StringComparison.Ordinal);
        }
    }

    private static string BodyOf(Kernel kernel, InstructionSet set)
    {
        SourceWriter body = new();
        kernel.WriteBody(new KernelWriter(body, set, kernel));

        return body.ToString();
    }

    private sealed record NamedKernel(int Constant) : Kernel
    {
        protected override KernelName Words => new("Same");

        public override string Family => "Test";

        public override Signature Signature => Signature.Empty;

        public override string Summary => string.Empty;

        public override void WriteBody(KernelWriter writer)
        {
        }
    }
}
