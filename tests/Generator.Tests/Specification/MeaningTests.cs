using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Emission;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>Each key changes the hash of a model, and what its files say of it, as the key's meaning has it.</summary>
public sealed class MeaningTests
{
    // Rope, for then every key has a use.
    private static readonly ModelSpecification Model = TinyModel.Read(
        "positional_encoding: rope", "max_length: 16", "window: 4", "rope_local_theta: 500", "window_pattern: [local, global]",
        "relative_bias: {buckets: 8, max_distance: 20}", "rope_scaling: {type: llama3, factor: 4, original_length: 8}", "rope_fraction: 0.5", "attention_scale: 0.25", "attention_soft_cap: 5",
        "head: {activation: tanh}", "adapters: {rank: 2, on: [query]}", "experts: {count: 4, active: 2}", "logit_soft_cap: 3", "parallel_sublayers: one_norm", "norm_placement: pre");

    private static readonly ImageInput Pictures = new(Height: 4, Width: 6, Patch: 2, Channels: 3, HasClassToken: true);

    // Another value of each key, by its name. Not every one makes a model that a spec could describe.
    private static readonly Dictionary<string, Func<ModelSpecification, ModelSpecification>> Changes = new()
    {
        ["model"] = static model => model with { Model = "Other" },
        ["namespace"] = static model => model with { Namespace = "Elsewhere" },
        ["architecture"] = static model => model with { Architecture = Architecture.Encoder },
        ["vocabulary.source"] = static model => model with { SourceVocabulary = 99 },
        ["vocabulary.target"] = static model => model with { TargetVocabulary = 99 },
        ["image.height"] = static model => model with { Image = Pictures with { Height = 99 } },
        ["image.width"] = static model => model with { Image = Pictures with { Width = 99 } },
        ["image.patch"] = static model => model with { Image = Pictures with { Patch = 1 } },
        ["image.channels"] = static model => model with { Image = Pictures with { Channels = 99 } },
        ["image.class_token"] = static model => model with { Image = Pictures with { HasClassToken = false } },
        ["token_types"] = static model => model with { TokenTypes = 99 },
        ["output"] = static model => model with { Output = OutputForm.Hidden },
        ["pooling"] = static model => model with { Pooling = PoolingForm.Mean },
        ["loss"] = static model => model with { Loss = LossFunction.BinaryCrossEntropy },
        ["head.activation"] = static model => model with { Head = model.Head! with { Activation = Activation.Gelu } },
        ["head.bias"] = static model => model with { Head = model.Head! with { HasBias = false } },
        ["head.norm"] = static model => model with { Head = model.Head! with { HasNorm = true } },
        ["outputs"] = static model => model with { Outputs = 99 },
        ["max_length"] = static model => model with { MaxLength = 99 },
        ["d_model"] = static model => model with { ModelSize = 99 },
        ["embedding_size"] = static model => model with { EmbeddingSize = 99 },
        ["layers.encoder"] = static model => model with { EncoderLayers = 99 },
        ["layers.decoder"] = static model => model with { DecoderLayers = 99 },
        ["shared_layers"] = static model => model with { SharedLayers = true },
        ["encoder.heads"] = static model => model with { Encoder = model.EncoderSizes with { Heads = 99 } },
        ["encoder.d_ff"] = static model => model with { Encoder = model.EncoderSizes with { FeedForwardSize = 99 } },
        ["mixer"] = static model => model with { Mixer = Mixer.Gru },
        ["heads"] = static model => model with { Heads = 99 },
        ["kv_heads"] = static model => model with { KeyValueHeads = 99 },
        ["d_ff"] = static model => model with { FeedForwardSize = 99 },
        ["experts.count"] = static model => model with { Experts = model.Experts! with { Count = 99 } },
        ["experts.active"] = static model => model with { Experts = model.Experts! with { Active = 3 } },
        ["experts.normalize"] = static model => model with { Experts = model.Experts! with { Normalizes = false } },
        ["experts.shared_d_ff"] = static model => model with { Experts = model.Experts! with { SharedSize = 99 } },
        ["experts.shared_gate"] = static model => model with { Experts = model.Experts! with { HasSharedGate = true } },
        ["experts.balance_loss"] = static model => model with { Experts = model.Experts! with { BalanceLoss = 0.5f } },
        ["activation"] = static model => model with { Activation = Activation.Swiglu },
        ["d_key"] = static model => model with { KeySize = 99 },
        ["d_value"] = static model => model with { ValueSize = 99 },
        ["norm"] = static model => model with { Normalization = Normalization.RmsNorm },
        ["norm_epsilon"] = static model => model with { NormalizationEpsilon = 0.5f },
        ["norm_placement"] = static model => model with { NormPlacement = NormPlacement.Sandwich },
        ["norm_bias"] = static model => model with { NormBias = false },
        ["final_norm"] = static model => model with { FinalNorm = false },
        ["first_norm"] = static model => model with { FirstNorm = false },
        ["embedding_norm"] = static model => model with { EmbeddingNorm = true },
        ["query_key_norm"] = static model => model with { QueryKeyNorm = QueryKeyNorm.Head },
        ["parallel_sublayers"] = static model => model with { ParallelSublayers = ParallelSublayers.TwoNorms },
        ["positional_encoding"] = static model => model with { PositionalEncoding = PositionalEncoding.Learned },
        ["rope_theta"] = static model => model with { RopeTheta = 99 },
        ["rope_local_theta"] = static model => model with { RopeLocalTheta = 99 },
        ["rope_fraction"] = static model => model with { RopeFraction = 0.25f },
        ["rope_scaling.type"] = static model => model with { RopeScaling = model.RopeScaling! with { Type = RopeScalingType.Yarn } },
        ["rope_scaling.factor"] = static model => model with { RopeScaling = model.RopeScaling! with { Factor = 99 } },
        ["rope_scaling.original_length"] = static model => model with { RopeScaling = model.RopeScaling! with { OriginalLength = 99 } },
        ["rope_scaling.low_frequency_factor"] = static model => model with { RopeScaling = model.RopeScaling! with { LowFrequencyFactor = 2 } },
        ["rope_scaling.high_frequency_factor"] = static model => model with { RopeScaling = model.RopeScaling! with { HighFrequencyFactor = 99 } },
        ["rope_scaling.beta_fast"] = static model => model with { RopeScaling = model.RopeScaling! with { BetaFast = 99 } },
        ["rope_scaling.beta_slow"] = static model => model with { RopeScaling = model.RopeScaling! with { BetaSlow = 2 } },
        ["rope_scaling.attention_factor"] = static model => model with { RopeScaling = model.RopeScaling! with { AttentionFactor = 99 } },
        ["rope_pattern"] = static model => model with { Turns = ImmutableArray.Create(true, false) },
        ["relative_bias.buckets"] = static model => model with { RelativeBias = model.RelativeBias! with { Buckets = 16 } },
        ["relative_bias.max_distance"] = static model => model with { RelativeBias = model.RelativeBias! with { MaximumDistance = 99 } },
        ["attention_scale"] = static model => model with { AttentionScale = 99 },
        ["attention_soft_cap"] = static model => model with { AttentionSoftCap = 99 },
        ["logit_scale"] = static model => model with { LogitScale = 99 },
        ["embedding_scale"] = static model => model with { EmbeddingScale = 99 },
        ["residual_scale"] = static model => model with { ResidualScale = 99 },
        ["logit_soft_cap"] = static model => model with { LogitSoftCap = 99 },
        ["masking"] = static model => model with { Masking = Masking.Padding },
        ["window"] = static model => model with { Window = 3 },
        ["window_pattern"] = static model => model with { SeesAll = ImmutableArray.Create(false, false, true) },
        ["bias"] = static model => model with { QueryKeyValueBias = false, AttentionOutputBias = false, FeedForwardBias = false },
        ["query_key_value_bias"] = static model => model with { QueryKeyValueBias = false },
        ["attention_output_bias"] = static model => model with { AttentionOutputBias = false },
        ["feed_forward_bias"] = static model => model with { FeedForwardBias = false },
        ["output_bias"] = static model => model with { OutputBias = true },
        ["tie_embeddings"] = static model => model with { TieEmbeddings = true },
        ["share_embeddings"] = static model => model with { ShareEmbeddings = true },
        ["initialization"] = static model => model with { Initialization = Initialization.Xavier },
        ["scale_embeddings"] = static model => model with { ScaleEmbeddings = true },
        ["dropout"] = static model => model with { Dropout = 0.5f },
        ["attention_dropout"] = static model => model with { AttentionDropout = 0.5f },
        ["activation_dropout"] = static model => model with { ActivationDropout = 0.5f },
        ["label_smoothing"] = static model => model with { LabelSmoothing = 0.5f },
        ["adapters.rank"] = static model => model with { Adapters = model.Adapters! with { Rank = 99 } },
        ["adapters.alpha"] = static model => model with { Adapters = model.Adapters! with { Alpha = 99 } },
        ["adapters.on"] = static model => model with { Adapters = model.Adapters! with { On = Projections.Output } },
        ["training.batch"] = static model => model with { Training = model.Training! with { Sequences = 99 } },
        ["training.tokens"] = static model => model with { Training = model.Training! with { Tokens = 99 } },
        ["training.length"] = static model => model with { Training = model.Training! with { Length = 99 } },
        ["training.train"] = static model => model with { Training = model.Training! with { Trained = ImmutableArray.Create("*.bias") } },
        ["training.recompute"] = static model => model with { Training = model.Training! with { Recompute = Recomputation.Layer } },
        ["training.store"] = static model => model with { Training = model.Training! with { Store = KeptFormat.BFloat16 } },
        ["inference.weights"] = static model => model with { Inference = model.Inference with { Weights = WeightFormat.Int8 } },
        ["inference.activations"] = static model => model with { Inference = model.Inference with { Activations = ActivationFormat.Int8 } },
        ["inference.cache"] = static model => model with { Inference = model.Inference with { Cache = CacheFormat.BFloat16 } },
        ["inference.cache_tokens"] = static model => model with { Inference = model.Inference with { CacheTokens = 99 } },
        ["inference.sequences"] = static model => model with { Inference = model.Inference with { Sequences = 99 } },
        ["inference.beam"] = static model => model with { Inference = model.Inference with { Beam = 99 } },
        ["inference.draft"] = static model => model with { Inference = model.Inference with { Draft = 99 } },
        ["inference.attention"] = static model => model with { Inference = model.Inference with { Attention = true } },
        ["instruction_sets"] = static model => model with { InstructionSets = InstructionSets.Portable },
    };

    public static TheoryData<string> Keys => [.. SpecificationKeys.Values.Select(static key => key.FullName)];

    [Fact]
    public void EveryKey_IsChangedHere() => Assert.Equal(SpecificationKeys.Values.Select(static key => key.FullName), Changes.Keys);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Change_IsTold_AsTheKeyMeans(string name)
    {
        IValueKey key = SpecificationKeys.Values.Single(candidate => candidate.FullName == name);
        ModelSpecification changed = Changes[name](Model);

        Assert.NotEqual(key.Meaning.ValueIn(Model), key.Meaning.ValueIn(changed));
        Assert.NotEqual(key.Show(Model), key.Show(changed));
        Assert.Equal(key.Meaning.Effect != KeyEffect.None, SpecificationHash.Of(Model) != SpecificationHash.Of(changed));
        Assert.Equal(key.Meaning.Effect == KeyEffect.Function, Function(Model) != Function(changed));
    }

    /// <summary>Every value of a model is one of a key, but for the name of the file: none is left out of the table.</summary>
    [Fact]
    public void EveryValue_IsAKeys()
    {
        string[] values =
        [
            .. typeof(ModelSpecification).GetProperties()
                .Where(static property => property.CanWrite && property.Name != nameof(ModelSpecification.FileName))
                .Select(static property => property.Name).Order(),
        ];
        IEnumerable<string> changed = values.Where(static name => Changes.Values.Any(change =>
            !Equals(typeof(ModelSpecification).GetProperty(name)!.GetValue(Model), typeof(ModelSpecification).GetProperty(name)!.GetValue(change(Model)))));

        Assert.Equal(values, changed);
    }

    /// <summary>Checkpoints carry the hash, and are resumed only where it is the same.</summary>
    [Fact]
    public void Hash_OfAModel_Stays() => Assert.Equal("30de29948a7d2cd6", SpecificationHash.Of(TinyModel.Read()));

    /// <summary>A key that came later leaves the hash of a model that has no use for it, and is not taken for another.</summary>
    [Theory]
    [InlineData(true, "dropout: 0.1", "attention_dropout: 0.1")]
    [InlineData(true, "dropout: 0.1", "activation_dropout: 0")]
    [InlineData(false, "dropout: 0.1", "attention_dropout: 0")]
    [InlineData(false, "dropout: 0.1", "activation_dropout: 0.1")]
    public void Hash_WithALaterKey(bool stays, string line, string later) =>
        Assert.Equal(stays, SpecificationHash.Of(TinyModel.Read(line)) == SpecificationHash.Of(TinyModel.Read(line, later)));

    [Fact]
    public void Hash_TellsLaterKeys_Apart() => Assert.NotEqual(
        SpecificationHash.Of(TinyModel.Read("attention_dropout: 0.1")), SpecificationHash.Of(TinyModel.Read("activation_dropout: 0.1")));

    private static string Function(ModelSpecification model) => string.Concat(FunctionText.Of(model));
}
