using System.Linq;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>Values that are good alone and impossible together.</summary>
public sealed class CombinationTests
{
    [Theory]
    [InlineData("(7,8)", "'heads: 5' does not fit 'd_model: 8': heads must divide d_model; the nearest that do are 4 and 8", "heads: 5")]
    [InlineData("(7,8)", "'heads: 9' does not fit 'd_model: 8': heads must divide d_model; the nearest that does is 8", "heads: 9")]
    [InlineData("(8,29)", "'experts.active: 5' does not fit 'experts.count: 4': a position has no more experts than there are", "experts: {count: 4, active: 5}")]
    [InlineData(
        "(8,46)", "'experts.balance_loss: 0.5' does not fit 'first_norm: false': the loss is taken over layers that are alike, and the first would be another",
        "experts: {count: 4, active: 2, balance_loss: 0.5}", "first_norm: false", "norm_placement: pre")]
    [InlineData(
        "(8,33)", "'adapters.on: [gate]' does not fit 'activation: relu': only gated units such as swiglu have a gate", "adapters: {rank: 2, on: [query, gate]}")]
    [InlineData("(8,11)", "'kv_heads: 3' does not fit 'heads: 8': kv_heads must divide heads; the nearest that do are 2 and 4", "kv_heads: 3", "heads: 8")]
    [InlineData("(8,22)", "'positional_encoding: rope' does not fit 'd_key: 1': rope turns pairs of columns, so d_key must be even", "positional_encoding: rope", "heads: 8")]
    [InlineData("(8,22)", "'positional_encoding: rope' does not fit 'd_key: 3': rope turns pairs of columns, so d_key must be even", "positional_encoding: rope", "d_key: 3")]
    [InlineData("(8,10)", "'masking: padding' does not fit 'architecture: decoder': allowed is causal", "masking: padding")]
    [InlineData("(8,10)", "'masking: causal' does not fit 'architecture: encoder': allowed is padding", "masking: causal", "architecture: encoder")]
    [InlineData("(8,10)", "'masking: padding' does not fit 'architecture: encoder-decoder': allowed is causal", "masking: padding", "architecture: encoder-decoder")]
    [InlineData("(3,13)", "'vocabulary: {source, target}' does not fit 'architecture: decoder': it has one side, so give one number", "vocabulary: {source: 3, target: 4}")]
    [InlineData("(6,9)", "'layers: {encoder, decoder}' does not fit 'architecture: encoder': it has one side, so give one number", "layers: {encoder: 3, decoder: 4}", "architecture: encoder")]
    [InlineData("(9,17)", "'tie_embeddings: true' does not fit 'outputs: 4': a tied output projection has one output per token, and vocabulary is 11", "outputs: 4", "tie_embeddings: true", "architecture: encoder")]
    [InlineData("(8,19)", "'share_embeddings: true' does not fit 'vocabulary: {source: 3, target: 4}': one table for both needs equal vocabularies", "share_embeddings: true", "vocabulary: {source: 3, target: 4}", "architecture: encoder-decoder")]
    [InlineData("(8,58)", "'training.store: bfloat16' does not fit 'training.recompute: layer': a layer that is computed again keeps its input alone, which is float32", "training: {batch: 2, length: 3, recompute: layer, store: bfloat16}")]
    [InlineData("(8,30)", "'training.length: 9' does not fit 'max_length: 8': no sequence is longer than max_length", "training: {batch: 3, length: 9}")]
    [InlineData("(8,20)", "'training.tokens: 2' does not fit 'training.length: 3': one sequence of that length would not fit", "training: {tokens: 2, length: 3}")]
    [InlineData("(8,30)", "'training.tokens: 20' does not fit 'training.batch: 2': each alone says how much a step holds, so give one of them", "training: {batch: 2, tokens: 20, length: 3}")]
    [InlineData("(9,64)", "'rope_scaling.high_frequency_factor: 1' does not fit 'rope_scaling.low_frequency_factor: 1': the high frequency factor must be above the low one", "positional_encoding: rope", "rope_scaling: {type: llama3, factor: 2, high_frequency_factor: 1}")]
    [InlineData("(9,16)", "'rope_fraction: 0.25' does not fit 'd_key: 4': rope turns pairs of columns, and their number would be 1", "positional_encoding: rope", "rope_fraction: 0.25")]
    [InlineData("(8,21)", "'parallel_sublayers: one_norm' does not fit 'norm_placement: post': parallel sublayers read the stream through norms, so norm_placement must be pre", "parallel_sublayers: one_norm")]
    [InlineData("(8,13)", "'first_norm: false' does not fit 'norm_placement: post': only norm_placement: pre has a norm there to leave out", "first_norm: false")]
    [InlineData("(8,26)", "'relative_bias.buckets: 9' does not fit 'architecture: encoder': half of the buckets are of keys before the query and half of those behind it, so their number must be even", "relative_bias: {buckets: 9, max_distance: 20}", "architecture: encoder")]
    [InlineData("(8,44)", "'relative_bias.max_distance: 16' does not fit 'relative_bias.buckets: 32': half of a direction's buckets have a distance each, and max_distance must be above them", "relative_bias: {buckets: 32, max_distance: 16}")]
    [InlineData("(10,16)", "'shared_layers: true' does not fit 'first_norm: false': a first layer of its own has parameters of its own", "norm_placement: pre", "first_norm: false", "shared_layers: true")]
    [InlineData("(8,17)", "'embedding_size: 3' does not fit 'tie_embeddings: true': the output is as wide as the layers, and only a head makes it as narrow as the table", "embedding_size: 3", "tie_embeddings: true")]
    [InlineData("(9,15)", "'rope_pattern: [none]' does not fit 'positional_encoding: rope': a pattern without a layer that turns leaves no positions, which positional_encoding: none says", "positional_encoding: rope", "rope_pattern: [none]")]
    [InlineData("(8,18)", "'encoder.heads: 3' does not fit 'd_model: 8': heads must divide d_model; the nearest that do are 2 and 4", "encoder: {heads: 3}", "architecture: encoder-decoder")]
    [InlineData("(9,18)", "'encoder.heads: 4' does not fit 'kv_heads: 1': a stack with other heads has a head of keys for each of them", "kv_heads: 1", "encoder: {heads: 4}", "architecture: encoder-decoder")]
    [InlineData("(7,8)", "'mixer: gru' does not fit 'architecture: encoder': a recurrence reads from the left to the right, as a decoder alone does", "-heads", "mixer: gru", "architecture: encoder")]
    [InlineData("(7,8)", "'mixer: gru' does not fit 'architecture: encoder-decoder': a recurrence reads from the left to the right, as a decoder alone does", "-heads", "mixer: gru", "architecture: encoder-decoder")]
    [InlineData("(8,22)", "'positional_encoding: rope' does not fit 'mixer: gru': it is a part of attention; allowed are sinusoidal, learned and none", "-heads", "mixer: gru", "positional_encoding: rope")]
    [InlineData("(8,22)", "'positional_encoding: alibi' does not fit 'mixer: gru': it is a part of attention; allowed are sinusoidal, learned and none", "-heads", "mixer: gru", "positional_encoding: alibi")]
    [InlineData("(8,24)", "'inference.attention: true' does not fit 'mixer: gru': nothing attends, so there is nothing to keep", "-heads", "mixer: gru", "inference: {attention: true}")]
    [InlineData("(8,20)", "'inference.cache: int8' does not fit 'mixer: gru': a recurrence has no keys and values to keep", "-heads", "mixer: gru", "inference: {cache: int8}")]
    [InlineData("(8,27)", "'inference.cache_tokens: 99' does not fit 'mixer: gru': what a recurrence keeps of a sequence does not grow with it", "-heads", "mixer: gru", "inference: {cache_tokens: 99}")]
    [InlineData("(8,20)", "'inference.draft: 3' does not fit 'mixer: gru': its state cannot go back to before a token that was guessed wrongly", "-heads", "mixer: gru", "inference: {draft: 3}")]
    [InlineData("(8,26)", "'inference.activations: int8' does not fit 'inference.weights: float32': products with floats are products of floats; allowed are int8 and int4", "inference: {activations: int8}")]
    [InlineData("(8,45)", "'inference.activations: int8' does not fit 'inference.weights: bfloat16': products with floats are products of floats; allowed are int8 and int4", "inference: {weights: bfloat16, activations: int8}")]
    [InlineData("(8,22)", "'inference.weights: int8' does not fit 'mixer: gru': its product of the state is one of floats; allowed are float32 and bfloat16", "-heads", "mixer: gru", "inference: {weights: int8}")]
    [InlineData("(9,18)", "'encoder.heads: 4' does not fit 'positional_encoding: alibi': both stacks read one table of positions, which is made for heads of one number and size", "positional_encoding: alibi", "encoder: {heads: 4}", "architecture: encoder-decoder")]
    public void Values_ThatDoNotFit_AreNamed(string place, string message, params string[] lines) => AssertProblem($"{place}: error WEFT012: {message}", lines);

    [Fact]
    public void AdaptersOfAttention_BesideARecurrence_AreNamed() => AssertProblem(
        "(8,30): error WEFT013: 'adapters.on' does not apply to 'mixer: gru': a gru has no such projections; up, gate and down may have adapters",
        ["-heads", "mixer: gru", "adapters: {rank: 2, on: [up, key]}"]);

    [Theory]
    [InlineData("'outputs' does not apply to 'output: vocabulary': there is one output per token of the vocabulary", "outputs: 5")]
    [InlineData("'outputs' does not apply to 'output: vocabulary': there is one output per token of the vocabulary", "outputs: 5", "architecture: encoder-decoder")]
    [InlineData("'outputs' does not apply to 'output: vocabulary': there is one output per token of the vocabulary", "outputs: 5", "output: vocabulary", "architecture: encoder")]
    [InlineData("'token_types' does not apply to 'architecture: decoder': only what an encoder reads has types", "token_types: 2")]
    [InlineData("'encoder' does not apply to 'architecture: decoder': its only stack has the sizes at the top", "encoder: {heads: 2}")]
    [InlineData("'output_bias' does not apply to 'output: hidden': hidden states have no projection", "output_bias: true", "output: hidden", "architecture: encoder")]
    [InlineData("'share_embeddings' does not apply to 'architecture: decoder': it has one embedding table only", "share_embeddings: true")]
    [InlineData("'rope_theta' does not apply to 'positional_encoding: sinusoidal': only rope turns by it", "rope_theta: 500")]
    [InlineData("'rope_fraction' does not apply to 'positional_encoding: sinusoidal': only rope turns by it", "rope_fraction: 0.5")]
    [InlineData("'rope_scaling' does not apply to 'positional_encoding: sinusoidal': only rope turns by it", "rope_scaling: {type: linear, factor: 2}")]
    [InlineData("'rope_pattern' does not apply to 'positional_encoding: sinusoidal': only rope turns by it", "rope_pattern: [rope, none]")]
    [InlineData("'relative_bias' does not apply to 'positional_encoding: alibi': scores have one kind of bias by distance", "relative_bias: {buckets: 8, max_distance: 20}", "positional_encoding: alibi")]
    [InlineData("'norm_bias' does not apply to 'norm: rmsnorm': only layernorm has a bias", "norm_bias: true", "norm: rmsnorm")]
    [InlineData("'rope_theta' does not apply to 'positional_encoding: learned': only rope turns by it", "rope_theta: 500", "positional_encoding: learned")]
    [InlineData("'kv_heads' does not apply to 'mixer: gru': a gru has no keys and values", "-heads", "mixer: gru", "kv_heads: 2")]
    [InlineData("'d_key' does not apply to 'mixer: gru': a gru has no queries and keys", "-heads", "mixer: gru", "d_key: 4")]
    [InlineData("'d_value' does not apply to 'mixer: gru': a gru has no values", "-heads", "mixer: gru", "d_value: 4")]
    [InlineData("'query_key_norm' does not apply to 'mixer: gru': a gru has no queries and keys", "-heads", "mixer: gru", "query_key_norm: head")]
    [InlineData("'relative_bias' does not apply to 'mixer: gru': a gru has no scores that distances could shift", "-heads", "mixer: gru", "relative_bias: {buckets: 8, max_distance: 20}")]
    [InlineData("'attention_scale' does not apply to 'mixer: gru': a gru has no scores", "-heads", "mixer: gru", "attention_scale: 2")]
    [InlineData("'attention_soft_cap' does not apply to 'mixer: gru': a gru has no scores", "-heads", "mixer: gru", "attention_soft_cap: 2")]
    [InlineData("'attention_dropout' does not apply to 'mixer: gru': a gru has no attention weights", "-heads", "mixer: gru", "attention_dropout: 0.2")]
    [InlineData("'window' does not apply to 'mixer: gru': a gru sees its state, and no positions one by one", "-heads", "mixer: gru", "window: 2")]
    [InlineData("'window_pattern' does not apply to 'mixer: gru': a gru sees its state, and no positions one by one", "-heads", "mixer: gru", "window_pattern: [local, global]")]
    [InlineData("'query_key_value_bias' does not apply to 'mixer: gru': a gru has no queries, keys and values; its biases are there or not as bias says", "-heads", "mixer: gru", "query_key_value_bias: true")]
    [InlineData("'attention_output_bias' does not apply to 'mixer: gru': a gru has no projection behind it; its biases are there or not as bias says", "-heads", "mixer: gru", "attention_output_bias: true")]
    [InlineData("'heads' does not apply to 'mixer: gru': a gru has one state as wide as d_model, and no heads", "-heads", "mixer: gru", "heads: 2")]
    public void Key_WithoutUse_IsNamed(string message, params string[] lines) => AssertProblem($"(8,1): error WEFT013: {message}", lines);

    [Theory]
    [InlineData("(8,19)", "training.batch x training.length would be 33,554,432 rows, and the limit is 16,777,216", "training: {batch: 4194304, length: 8}")]
    [InlineData("(5,10)", "the parameter arena would be 2,267,743,256,576 floats, and the limit is 274,877,906,944", "d_model: 65536", "vocabulary: 16777216")]
    [InlineData("(8,11)", "the activation arena of training would be 378,762,428,416 floats, and the limit is 274,877,906,944", "training: {tokens: 16777216, length: 8}", "vocabulary: 11000")]
    [InlineData("(7,12)", "the recurrent states would be 4,398,046,511,104 floats, and the limit is 274,877,906,944", "max_length: 1", "-heads", "inference: {sequences: 65536, beam: 256}", "d_model: 16384", "layers: 16", "mixer: gru")]
    [InlineData("(4,13)", "the key and value cache would be 549,755,813,888 floats, and the limit is 274,877,906,944", "max_length: 16777216", "d_model: 1024", "layers: 16")]
    [InlineData(
        "(8,10)", "the rows of a training step x (experts.active + 1) would be 33,554,432 rows, and the limit is 16,777,216",
        "experts: {count: 1024, active: 1023}", "training: {tokens: 32768, length: 8}")]
    public void Model_TooLarge_IsNamed(string place, string message, params string[] lines) =>
        AssertProblem($"{place}: error WEFT014: The model is too large: {message}", lines);

    [Fact]
    public void Caches_TooLong_AreNamed()
    {
        SpecificationResult result = Specs.Read(Specs.TinyWith("inference: {sequences: 65536, beam: 65536}"));

        Assert.Equal(
            "tiny.yaml(8,12): error WEFT014: The model is too large: inference.sequences x inference.beam x max_length would be 34,359,738,368 rows, and the limit is 16,777,216",
            result.Problems[0].ToString());
    }

    private static void AssertProblem(string expected, string[] lines)
    {
        SpecificationResult result = Specs.Read(Specs.TinyWith(lines));

        Assert.Null(result.Specification);
        Assert.Equal(["tiny.yaml" + expected], result.Problems.Select(static problem => problem.ToString()));
    }
}
