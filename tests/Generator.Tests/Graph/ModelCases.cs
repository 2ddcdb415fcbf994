using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Graph;

/// <summary>
/// Small models that cover every option that is generated, with sizes that are multiples of nothing unless the case is about
/// whole panels.
/// </summary>
internal static class ModelCases
{
    private const string Odd = """
        model: Odd
        architecture: decoder
        vocabulary: 37
        max_length: 13
        d_model: 20
        layers: 2
        heads: 2
        d_key: 7
        d_value: 5
        d_ff: 27
        training: {tokens: 60, length: 12}

        """;

    // What kernels are compiled for as well: each kind of kernel is in one of them at least, and in few of them more than once.
    private static readonly Dictionary<string, string> CompiledTexts = new()
    {
        ["PreGelu"] = Case("norm_placement: pre", "activation: gelu", "positional_encoding: learned"),
        ["PostRelu"] = Case("tie_embeddings: true", "scale_embeddings: true", "label_smoothing: 0.1"),
        ["PostDropout"] = Case("bias: false", "tie_embeddings: true", "dropout: 0.1", "label_smoothing: 0.1"),
        ["WholePanels"] = Case(
            "vocabulary: 16", "max_length: 16", "d_model: 16", "heads: 1", "d_key: 16", "d_value: 16", "d_ff: 32", "layers: 1", "norm_placement: pre"),
        ["Llama"] = Case(
            "norm: rmsnorm", "norm_placement: pre", "positional_encoding: rope", "d_key: 6", "activation: swiglu", "heads: 4", "kv_heads: 2", "bias: false",
            "tie_embeddings: true", "inference: {sequences: 25, beam: 2}"),
        ["Alibi"] = Case(
            "positional_encoding: alibi", "activation: geglu", "window: 5", "d_model: 18", "heads: 6", "kv_heads: 1", "dropout: 0.2", "inference: {sequences: 5}"),
        ["Encoder"] = Case("architecture: encoder", "outputs: 21", "output_bias: true", "positional_encoding: alibi", "activation: gelu", "label_smoothing: 0.1",
            "inference: {sequences: 4, attention: true}"),
        ["Paper"] = Case(
            "architecture: encoder-decoder", "encoder: {heads: 4, d_ff: 21}", "vocabulary: {source: 29, target: 37}", "layers: {encoder: 1, decoder: 2}", "tie_embeddings: true",
            "scale_embeddings: true", "dropout: 0.15", "label_smoothing: 0.1", "inference: {sequences: 3, beam: 4}"),
        ["Sandwich"] = Case(
            "norm: rmsnorm", "norm_placement: sandwich", "positional_encoding: rope", "rope_local_theta: 300", "d_key: 6", "activation: geglu_tanh", "heads: 4",
            "kv_heads: 2", "bias: false", "attention_scale: 0.3", "attention_soft_cap: 2", "logit_soft_cap: 3", "window: 4", "window_pattern: [local, global]",
            "query_key_norm: head", "tie_embeddings: true", "inference: {sequences: 3, attention: true}"),
        ["Parallel"] = Case(
            "norm_placement: pre", "parallel_sublayers: two_norms", "positional_encoding: rope", "rope_fraction: 0.5", "d_key: 20", "activation: quick_gelu",
            "query_key_value_bias: false", "norm_bias: false", "embedding_norm: true", "residual_scale: 0.5", "logit_scale: 0.25", "embedding_scale: 3"),
        ["LocalEncoder"] = Case(
            "architecture: encoder", "norm_placement: pre", "norm_bias: false", "embedding_norm: true", "positional_encoding: rope", "d_key: 6",
            "first_norm: false", "layers: 3", "token_types: 3", "head: {activation: tanh, norm: true}", "rope_local_theta: 300", "window: 3", "window_pattern: [global, local]", "activation: geglu", "bias: false"),
        ["Reviewer"] = Case(
            "architecture: encoder", "output: classes", "outputs: 19", "pooling: mean", "head: {activation: tanh, norm: true}", "output_bias: true", "norm_placement: pre",
            "positional_encoding: learned", "token_types: 2", "activation: gelu", "label_smoothing: 0.1", "dropout: 0.1", "inference: {sequences: 3}"),
        ["Pictures"] = Image(
            "image: {height: 6, width: 9, patch: 3}", "output: classes", "outputs: 5", "positional_encoding: learned", "norm_placement: pre", "activation: gelu",
            "output_bias: true", "dropout: 0.1", "inference: {sequences: 3}"),
        ["MultiLabel"] = Case(
            "architecture: encoder", "output: classes", "outputs: 21", "loss: binary_cross_entropy", "head: {activation: gelu}", "norm: rmsnorm", "activation: silu"),
        ["Regressor"] = Case(
            "output: values", "outputs: 3", "norm_placement: pre", "positional_encoding: rope", "d_key: 6", "activation: gelu", "inference: {sequences: 3}"),
        ["Shared"] = Case(
            "architecture: encoder-decoder", "layers: {encoder: 2, decoder: 1}", "tie_embeddings: true", "share_embeddings: true", "norm: rmsnorm",
            "norm_placement: pre", "positional_encoding: rope", "d_key: 6", "heads: 4", "kv_heads: 2", "window: 4", "activation: gelu"),
        ["Experts"] = Case(
            "norm: rmsnorm", "norm_placement: pre", "positional_encoding: rope", "d_key: 6", "heads: 4", "kv_heads: 2", "activation: swiglu", "bias: false",
            "experts: {count: 5, active: 2, shared_d_ff: 14, shared_gate: true, balance_loss: 0.7}"),
        ["ManyExperts"] = Case(
            "architecture: encoder-decoder", "layers: {encoder: 2, decoder: 1}", "activation: gelu", "experts: {count: 19, active: 3, normalize: false, balance_loss: 0.3}",
            "inference: {sequences: 3, beam: 4}"),
        ["OneOfExperts"] = Case(
            "architecture: encoder", "norm_placement: sandwich", "shared_layers: true", "activation: relu", "experts: {count: 17, active: 1, normalize: false, shared_d_ff: 35}",
            "residual_scale: 0.5", "dropout: 0.1", "inference: {sequences: 2}"),
        ["Factorized"] = Case(
            "layers: 4", "shared_layers: true", "embedding_size: 9", "positional_encoding: rope", "d_key: 6", "rope_pattern: [rope, none, none]", "window: 5",
            "window_pattern: [local, global]", "head: {activation: gelu}", "tie_embeddings: true", "activation: gelu"),
        ["ExpertValues"] = Case(
            "output: values", "outputs: 2", "positional_encoding: alibi", "experts: {count: 2, active: 1, balance_loss: 0.1}", "norm_placement: output",
            "query_key_norm: all", "embedding_size: 17", "activation: gelu_tanh"),
        ["InnerDropout"] = Case("architecture: encoder-decoder", "layers: 1", "attention_dropout: 0.2", "activation_dropout: 0.1", "activation: gelu", "bias: false"),
        ["ExpertDropout"] = Case(
            "norm_placement: pre", "dropout: 0.1", "attention_dropout: 0", "activation_dropout: 0.2", "activation: swiglu",
            "experts: {count: 5, active: 2, shared_d_ff: 14}"),
        ["Recurrent"] = Recurrent("positional_encoding: none", "norm_placement: pre", "activation: gelu", "inference: {sequences: 3, beam: 2}"),
        ["WideRecurrent"] = Recurrent("d_model: 48", "layers: 1", "bias: false", "norm: rmsnorm", "dropout: 0.1", "activation: gelu"),
        ["Relative"] = Case(
            "architecture: encoder-decoder", "layers: {encoder: 2, decoder: 2}", "norm: rmsnorm", "norm_placement: pre", "positional_encoding: none",
            "relative_bias: {buckets: 8, max_distance: 7}", "attention_scale: 1", "logit_scale: 0.2", "bias: false", "activation: gelu", "tie_embeddings: true",
            "share_embeddings: true", "inference: {sequences: 3, beam: 2, attention: true}"),
        ["Adapted"] = Case(
            "norm: rmsnorm", "norm_placement: pre", "positional_encoding: rope", "d_key: 6", "activation: swiglu", "heads: 4", "kv_heads: 2", "bias: false",
            "tie_embeddings: true", "dropout: 0.1", "adapters: {rank: 5, alpha: 7, on: [query, value, gate, down]}", "inference: {weights: float32}"),
        ["AdaptedTranslator"] = Case(
            "architecture: encoder-decoder", "layers: {encoder: 1, decoder: 2}", "activation: gelu", "adapters: {rank: 17, alpha: 5, on: [key, value, down]}",
            "training: {tokens: 60, length: 12, train: ['*']}"),
    };

    // Models of above with most of their parameters frozen: what is trained has the same gradients, to the bit.
    private static readonly Dictionary<string, (string Whole, string Trained)> FrozenTexts = new()
    {
        ["TrainedSandwich"] = ("Sandwich", "'*.layers.1.*.query.weight', '*.layers.1.*.value.weight', '*.query_norm.weight', decoder.final_norm.weight"),
        ["TrainedExperts"] = ("ManyExperts", "'encoder.*.bias', 'decoder.*.cross_attention*', '*.router.weight', 'decoder.*.experts.*.down.*'"),
    };

    private static readonly Dictionary<string, string> SmallTexts = new()
    {
        ["BareRecurrent"] = Recurrent("bias: false", "positional_encoding: learned", "norm_placement: pre", "first_norm: false", "tie_embeddings: true", "activation: gelu"),
        ["ParallelRecurrent"] = Recurrent(
            "norm_placement: pre", "parallel_sublayers: two_norms", "dropout: 0.2", "layers: 1", "d_model: 16", "activation: silu"),
        ["SharedRecurrent"] = Recurrent(
            "norm_placement: sandwich", "shared_layers: true", "layers: 3", "residual_scale: 0.5", "d_model: 33", "activation: swiglu",
            "experts: {count: 3, active: 2}"),
        ["LastClassRecurrent"] = Recurrent("output: classes", "outputs: 5", "norm_placement: output", "layers: 1", "activation: gelu"),
        ["TrainedRecurrent"] = Recurrent(Training("'*.layers.0.feed_forward.up.bias', '*.layers.1.gru.hidden.bias'"), "layers: 3", "activation: gelu"),
        ["TrainedBiases"] = Frozen("'*.bias'", "norm_placement: pre", "activation: gelu", "output_bias: true", "tie_embeddings: true"),
        ["TrainedHead"] = Frozen("output.*, '*.final_norm.bias'", "norm_placement: pre", "dropout: 0.1"),
        ["TrainedLast"] = Frozen("'*.layers.2.*'", "layers: 4", "activation: gelu", "dropout: 0.2", "bias: false"),
        ["TrainedEncoder"] = Frozen(
            "'encoder.layers.0.*.value.*'", "architecture: encoder-decoder", "layers: {encoder: 2, decoder: 3}", "activation: swiglu", "norm_placement: pre"),
        ["TrainedDecoder"] = Frozen(
            "'decoder.layers.*.feed_forward.up.*', '*.gate.bias'", "architecture: encoder-decoder", "layers: {encoder: 1, decoder: 2}", "activation: swiglu", "share_embeddings: true"),
        ["TrainedRelative"] = Frozen(
            "'encoder.relative_bias.*'", "architecture: encoder-decoder", "layers: {encoder: 3, decoder: 2}", "relative_bias: {buckets: 6, max_distance: 9}", "positional_encoding: none", "activation: gelu"),
        ["FrozenRelative"] = Frozen(
            "'*.layers.1.*'", "relative_bias: {buckets: 6, max_distance: 9}", "layers: 3", "positional_encoding: none", "activation: gelu"),
        ["TrainedPositions"] = Frozen(
            "'*.position_embedding.weight', '*.embedding_norm.bias'", "positional_encoding: learned", "embedding_norm: true", "tie_embeddings: true", "layers: 1", "activation: gelu"),
        ["TrainedShared"] = Frozen("'*.value.*'", "layers: 3", "shared_layers: true", "activation: gelu", "embedding_size: 9"),
        ["TrainedExpertBiases"] = Frozen(
            "'*.experts.*.down.bias', '*.experts.*.up.bias', '*.experts.*.gate.weight'", "layers: 1", "activation: geglu",
            "experts: {count: 4, active: 2, balance_loss: 0.4}"),
        ["AdaptedPart"] = Case(
            "architecture: encoder-decoder", "layers: {encoder: 1, decoder: 2}", "activation: gelu", "adapters: {rank: 17, alpha: 5, on: [key, value]}",
            "training: {tokens: 60, length: 12, train: ['decoder.*_norm.bias', '*.query.bias']}"),
        ["AdaptedRelu"] = Case("adapters: {rank: 3, alpha: 0.75, on: [up, output, key]}", "query_key_norm: head", "layers: 3", "d_key: 18"),
        ["AdaptedExperts"] = Case(
            "adapters: {rank: 2, on: [value]}", "experts: {count: 4, active: 2}", "parallel_sublayers: one_norm", "norm_placement: pre", "activation: silu"),
        ["AdaptedShared"] = Case("adapters: {rank: 4, alpha: 2, on: [down, query]}", "layers: 3", "shared_layers: true", "activation: tanh", "residual_scale: 0.5"),
        ["TrainedClassToken"] = ImageWith(
            "'*.class_token.weight'", "image: {height: 6, width: 6, patch: 3, channels: 1}", "output: classes", "outputs: 3", "positional_encoding: learned", "activation: gelu"),
        ["AllExperts"] = Case(
            "experts: {count: 3, active: 3, normalize: false}", "norm_placement: pre", "parallel_sublayers: one_norm", "layers: 1", "activation: silu",
            "residual_scale: 2"),
        ["ExpertsBehindNorm"] = Case("experts: {count: 4, active: 2}", "norm_placement: output", "layers: 1", "activation: geglu"),
        ["SharedExpert"] = Case("experts: {count: 4, active: 2, shared_d_ff: 19}", "layers: 1", "activation: swiglu", "bias: false"),
        ["GatedSharedExpert"] = Case(
            "experts: {count: 4, active: 2, shared_d_ff: 19, shared_gate: true}", "layers: 1", "activation: gelu", "norm_placement: pre"),
        ["PreNoBias"] = Case("norm_placement: pre", "final_norm: false", "bias: false", "output_bias: true", "norm_epsilon: 0.01"),
        ["PostTied"] = Case(
            "final_norm: true", "activation: gelu", "positional_encoding: learned", "tie_embeddings: true", "output_bias: true", "label_smoothing: 0.3"),
        ["PreDropout"] = Case("norm_placement: pre", "activation: gelu", "positional_encoding: learned", "scale_embeddings: true", "dropout: 0.3"),
        ["OnlyStreamDropout"] = Case("dropout: 0.3", "attention_dropout: 0", "activation: gelu"),
        ["OnlyAttentionDropout"] = Case("attention_dropout: 0.3", "norm_placement: pre", "activation: swiglu"),
        ["OnlyActivationDropout"] = Case("activation_dropout: 0.3", "activation: relu", "adapters: {rank: 3, on: [up, down]}"),
        ["AllDropouts"] = Case(
            "dropout: 0.1", "attention_dropout: 0.2", "activation_dropout: 0.3", "d_ff: 16", "activation: relu", "norm_placement: sandwich", "shared_layers: true",
            "residual_scale: 0.5", "experts: {count: 3, active: 3, shared_d_ff: 33, shared_gate: true}"),
        ["RecurrentDropout"] = Recurrent("dropout: 0.1", "activation_dropout: 0.2", "layers: 1", "activation: silu"),
        ["WideHeads"] = Case("vocabulary: 50", "d_model: 42", "heads: 3", "d_key: 33", "d_value: 18", "d_ff: 50", "layers: 1", "activation: gelu"),
        ["Silu"] = Case("norm: rmsnorm", "positional_encoding: rope", "rope_theta: 500", "d_key: 18", "activation: silu", "window: 3", "layers: 1"),
        ["GeluTanh"] = Case("positional_encoding: none", "activation: gelu_tanh", "norm_placement: pre", "layers: 1", "label_smoothing: 0.1"),
        ["OneNorm"] = Case(
            "norm_placement: pre", "parallel_sublayers: one_norm", "attention_output_bias: false", "activation: relu_squared", "dropout: 0.2", "layers: 1",
            "query_key_norm: all"),
        ["Classifier"] = Case(
            "architecture: encoder", "outputs: 3", "layers: 1", "positional_encoding: learned", "token_types: 2", "embedding_norm: true",
            "head: {activation: gelu, bias: false}", "output_bias: true", "dropout: 0.1", "activation: tanh"),
        ["Pooler"] = Case(
            "architecture: encoder", "output: classes", "outputs: 16", "pooling: last", "loss: binary_cross_entropy", "layers: 1", "activation: gelu", "head: {activation: tanh}"),
        ["LastClass"] = Case("output: classes", "outputs: 5", "layers: 1", "activation: gelu", "dropout: 0.2", "logit_soft_cap: 3"),
        ["OneValue"] = Case("architecture: encoder", "output: values", "outputs: 1", "layers: 1", "activation: gelu", "norm_placement: pre", "output_bias: true"),
        ["TokenTags"] = Case(
            "output: token_classes", "outputs: 33", "loss: binary_cross_entropy", "layers: 1", "activation: gelu", "positional_encoding: none"),
        ["BarePictures"] = Image(
            "image: {height: 8, width: 4, patch: 2, channels: 4, class_token: false}", "output: values", "outputs: 3", "pooling: mean", "positional_encoding: none",
            "layers: 1", "activation: gelu"),
        ["PlacedPictures"] = Image(
            "image: {height: 5, width: 10, patch: 5, channels: 1, class_token: false}", "output: classes", "outputs: 3", "positional_encoding: learned",
            "embedding_norm: true", "layers: 1", "activation: gelu"),
        ["OrderlessPictures"] = Image(
            "image: {height: 4, width: 4, patch: 2, channels: 1}", "output: token_classes", "outputs: 3", "positional_encoding: none", "layers: 1", "activation: gelu"),
        ["ScaledSandwich"] = Case(
            "norm_placement: sandwich", "residual_scale: 0.3", "logit_scale: 2", "logit_soft_cap: 4", "scale_embeddings: true", "embedding_scale: 0.5", "dropout: 0.1",
            "layers: 1", "activation: gelu"),
        ["ReluHead"] = Case("architecture: encoder", "layers: 1", "head: {activation: relu, norm: true}", "activation: gelu"),
        ["OutputNorms"] = Case(
            "norm: rmsnorm", "norm_placement: output", "norm_epsilon: 0.01", "query_key_norm: all", "kv_heads: 1", "positional_encoding: rope", "d_key: 6", "activation: swiglu",
            "bias: false", "rope_scaling: {type: llama3, factor: 4, original_length: 6}", "dropout: 0.1"),
        ["CenteredHeads"] = Case("query_key_norm: head", "d_key: 18", "layers: 1", "activation: reglu", "feed_forward_bias: false"),
        ["WideCenteredHeads"] = Case("query_key_norm: all", "d_key: 18", "layers: 1", "norm_placement: sandwich"),
        ["Yarn"] = Case(
            "positional_encoding: rope", "d_key: 8", "rope_fraction: 0.75", "rope_scaling: {type: yarn, factor: 4, original_length: 5}", "layers: 1", "activation: gelu"),
        ["Dynamic"] = Case(
            "positional_encoding: rope", "d_key: 8", "rope_scaling: {type: dynamic, factor: 2, original_length: 5}", "layers: 1", "activation: gelu"),
        ["Linear"] = Case("positional_encoding: rope", "d_key: 8", "rope_scaling: {type: linear, factor: 2}", "layers: 1", "activation: gelu"),
        ["EncoderTied"] = Case(
            "architecture: encoder", "tie_embeddings: true", "masking: padding", "norm_placement: pre", "dropout: 0.1", "positional_encoding: learned"),
        ["SharedUntied"] = Case(
            "architecture: encoder-decoder", "layers: 1", "share_embeddings: true", "positional_encoding: learned", "activation: geglu", "bias: false",
            "final_norm: true"),
        ["SharedLayers"] = Case(
            "architecture: encoder", "layers: 3", "shared_layers: true", "embedding_size: 9", "embedding_norm: true", "token_types: 2", "tie_embeddings: true",
            "head: {activation: gelu, norm: true}", "output_bias: true", "activation: gelu_tanh", "positional_encoding: learned", "dropout: 0.1"),
        ["SharedDecoder"] = Case(
            "layers: 3", "shared_layers: true", "embedding_size: 33", "norm_placement: pre", "window: 4", "window_pattern: [local, global]", "activation: gelu",
            "query_key_norm: head"),
        ["FirstBareDecoder"] = Case(
            "norm_placement: pre", "first_norm: false", "embedding_norm: true", "layers: 3", "window: 4", "window_pattern: [local, global]", "activation: gelu"),
        ["Unturned"] = Case(
            "layers: 3", "positional_encoding: rope", "d_key: 6", "rope_pattern: [rope, none]", "activation: gelu", "bias: false"),
        ["RelativeEncoder"] = Case(
            "architecture: encoder", "norm_placement: pre", "first_norm: false", "positional_encoding: learned", "relative_bias: {buckets: 6, max_distance: 12}", "window: 5",
            "window_pattern: [local, global]", "attention_soft_cap: 2", "activation: gelu"),
        ["RelativeDecoder"] = Case(
            "heads: 18", "d_model: 18", "d_key: 2", "d_value: 3", "kv_heads: 9", "positional_encoding: rope", "relative_bias: {buckets: 5, max_distance: 6}",
             "dropout: 0.1", "layers: 1", "activation: gelu"),
        ["UnevenTranslator"] = Case(
            "architecture: encoder-decoder", "layers: {encoder: 2, decoder: 1}", "encoder: {heads: 5, d_ff: 19}", "relative_bias: {buckets: 8, max_distance: 20}", "activation: gelu"),
        ["PreTranslator"] = Case(
            "architecture: encoder-decoder", "layers: 1", "norm_placement: pre", "positional_encoding: alibi", "kv_heads: 1", "dropout: 0.2", "output_bias: true"),
    };

    // As many layers as the largest published models have: code that grows with them must stay small.
    private static readonly Dictionary<string, string> TallTexts = new()
    {
        ["Tall"] = Case("layers: 128", "dropout: 0.1", "instruction_sets: [portable]"),
    };

    // Long sequences have several blocks of keys and of queries; deep products are cut; both leave borders.
    private static readonly Dictionary<string, string> LargeTexts = new()
    {
        ["Long"] = Case(
            "max_length: 230", "d_model: 24", "layers: 1", "norm_placement: pre", "activation: silu", "positional_encoding: none",
            "training: {tokens: 500, length: 229}"),
        ["LongDropout"] = Case("max_length: 230", "d_key: 17", "layers: 1", "dropout: 0.2", "training: {tokens: 500, length: 229}"),
        ["LongWindow"] = Case(
            "max_length: 230", "d_model: 18", "heads: 6", "kv_heads: 3", "window: 70", "positional_encoding: alibi", "layers: 1", "activation: gelu_tanh",
            "training: {tokens: 500, length: 229}"),
        ["LongLocal"] = Case(
            "architecture: encoder", "max_length: 230", "window: 40", "window_pattern: [local, global]", "positional_encoding: alibi",
            "training: {tokens: 500, length: 229}"),
        ["LongCapped"] = Case(
            "max_length: 230", "layers: 1", "attention_soft_cap: 1.5", "attention_scale: 0.7", "window: 100", "training: {tokens: 500, length: 229}"),
        ["LongRelative"] = Case(
            "architecture: encoder-decoder", "max_length: 230", "layers: 1", "positional_encoding: none", "relative_bias: {buckets: 32, max_distance: 128}", "attention_scale: 1", "kv_heads: 1",
            "window: 150", "training: {tokens: 500, length: 229}", "inference: {sequences: 2}"),
        ["LongTranslator"] = Case(
            "architecture: encoder-decoder", "max_length: 230", "layers: 1", "dropout: 0.2", "training: {tokens: 500, length: 229}",
            "inference: {sequences: 2, beam: 2}"),
        ["LongRecurrent"] = Recurrent(
            "max_length: 230", "d_model: 100", "layers: 1", "norm_placement: pre", "activation: silu", "positional_encoding: none",
            "training: {tokens: 500, length: 229}", "inference: {sequences: 2}"),
        ["Deep"] = Case(
            "vocabulary: 65", "d_model: 268", "heads: 4", "d_key: 67", "d_value: 67", "d_ff: 600", "layers: 1", "norm_placement: pre", "activation: gelu",
            "training: {tokens: 110, length: 13}"),
        ["DeepTied"] = Case(
            "vocabulary: 300", "d_model: 260", "heads: 2", "d_key: 20", "d_value: 20", "d_ff: 40", "layers: 1", "tie_embeddings: true", "output_bias: true",
            "training: {tokens: 110, length: 13}"),
    };

    /// <summary>The names of the models small enough for finite differences.</summary>
    public static TheoryData<string> Small => [.. CompiledTexts.Keys, .. FrozenTexts.Keys, .. SmallTexts.Keys];

    /// <summary>The names of the models whose parameters are mostly frozen, with the model that trains all of them.</summary>
    public static IEnumerable<(string Name, string Whole)> OfFrozen => FrozenTexts.Select(static item => (item.Key, item.Value.Whole));

    /// <summary>The names of the models that kernels are compiled for.</summary>
    public static IEnumerable<string> Compiled => [.. CompiledTexts.Keys, .. FrozenTexts.Keys, .. LargeTexts.Keys];

    /// <summary>The text of a model's specification.</summary>
    public static string Text(string name) => FrozenTexts.TryGetValue(name, out (string Whole, string Trained) frozen)
        ? Specs.With(CompiledTexts[frozen.Whole], $"model: {name}", Training(frozen.Trained))
        : Specs.With(CompiledTexts.Concat(SmallTexts).Concat(LargeTexts).Concat(TallTexts).Single(item => item.Key == name).Value, $"model: {name}");

    /// <summary>The specification of a model.</summary>
    public static ModelSpecification Read(string name)
    {
        SpecificationResult result = ModelCompiler.Read($"{name}.yaml", Text(name), "Weft.Compiled");
        Assert.Empty(result.Problems.Items);

        return result.Specification!;
    }

    /// <summary>Sequences of several lengths, one of them a single token and one the longest.</summary>
    public static InterpreterBatch CreateBatch(ModelSpecification specification)
    {
        int longest = specification.Training!.Length;

        return InterpreterBatch.Random(7, specification, [longest, 1, 7, .. longest > 100 ? [131, 100] : new[] { 5 }]);
    }

    /// <summary>As many rows as the model has room for, and the other way round: the shortest sequences come first.</summary>
    public static InterpreterBatch CreateFullBatch(ModelSpecification specification)
    {
        List<int> lengths = [];

        if (specification.Image is not null)
        {
            return InterpreterBatch.Random(8, specification, new int[specification.Training!.Sequences]);
        }

        for (int rows = 0, length = 1; rows < specification.Training!.Tokens; rows += length, length = Math.Min((2 * length) + 1, specification.Training.Length))
        {
            length = Math.Min(length, specification.Training.Tokens - rows);
            lengths.Add(length);
        }

        return InterpreterBatch.Random(8, specification, [.. lengths]);
    }

    /// <summary>Parameters by canonical name: far enough from zero and one that every term counts.</summary>
    public static Dictionary<string, float[]> CreateParameters(ModelGraph graph, int seed = 11)
    {
        Random random = new(seed);
        Dictionary<string, float[]> parameters = [];

        foreach (Block block in graph.Blocks)
        {
            for (int repetition = 0; repetition < block.ParameterSets; repetition++)
            {
                foreach (Parameter parameter in block.Parameters)
                {
                    string name = block.NameOf(parameter, repetition);
                    parameters.Add(name, CreateValues(random, parameter));
                }
            }
        }

        return parameters;
    }

    private static float[] CreateValues(Random random, Parameter parameter)
    {
        bool isScale = parameter.Kind == ParameterKind.Vector && parameter.Name.EndsWith("norm.weight", StringComparison.Ordinal);
        double bound = parameter.Kind == ParameterKind.Projection ? 2 / Math.Sqrt(parameter.Second!.Count) : 0.5;
        float[] values = new float[parameter.Count];

        foreach (ref float value in values.AsSpan())
        {
            value = (float)((isScale ? 1 : 0) + (bound * ((2 * random.NextDouble()) - 1)));
        }

        return values;
    }

    private static string Case(params string[] lines) => Specs.With(Odd, lines);

    private static string Frozen(string trained, params string[] lines) => Case([Training(trained), .. lines]);

    private static string Training(string trained) => $"training: {{tokens: 60, length: 12, train: [{trained}]}}";

    private static string ImageWith(string trained, params string[] lines) => Image([$"training: {{batch: 5, train: [{trained}]}}", .. lines]);

    // Images have no tokens, and their patches are the sequence.
    private static string Image(params string[] lines) =>
        Case(["-vocabulary", "-max_length", "architecture: encoder", "training: {batch: 5}", .. lines]);

    private static string Recurrent(params string[] lines) => Case(["-heads", "-d_key", "-d_value", "mixer: gru", .. lines]);
}
