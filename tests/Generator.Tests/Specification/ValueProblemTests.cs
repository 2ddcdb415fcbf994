using System.Linq;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>One bad value at a time: its place and its whole message.</summary>
public sealed class ValueProblemTests
{
    [Theory]
    [InlineData("heads: 0", "(7,8): error WEFT009: 'heads' must be a whole number from 1 to 1,024, but it is 0")]
    [InlineData("heads: -2", "(7,8): error WEFT009: 'heads' must be a whole number from 1 to 1,024, but it is -2")]
    [InlineData("heads:   2048", "(7,10): error WEFT009: 'heads' must be a whole number from 1 to 1,024, but it is 2048")]
    [InlineData("heads: 99999999999999999999", "(7,8): error WEFT009: 'heads' must be a whole number from 1 to 1,024, but it is 99999999999999999999")]
    [InlineData("heads: \"2\"", "(7,8): error WEFT008: 'heads' must be a whole number from 1 to 1,024, but it is the quoted text '2'")]
    [InlineData("heads: 2.0", "(7,8): error WEFT008: 'heads' must be a whole number from 1 to 1,024, but it is '2.0'")]
    [InlineData("heads: 0x2", "(7,8): error WEFT008: 'heads' must be a whole number from 1 to 1,024, but it is '0x2'")]
    [InlineData("heads: 1_000", "(7,8): error WEFT008: 'heads' must be a whole number from 1 to 1,024, but it is '1_000'")]
    [InlineData("heads:", "(7,1): error WEFT008: 'heads' must be a whole number from 1 to 1,024, but it is empty")]
    [InlineData("heads: ~", "(7,8): error WEFT008: 'heads' must be a whole number from 1 to 1,024, but it is empty")]
    [InlineData("heads: [2]", "(7,8): error WEFT008: 'heads' must be a whole number from 1 to 1,024, but it is a list")]
    [InlineData("heads: {encoder: 2}", "(7,8): error WEFT008: 'heads' must be a whole number from 1 to 1,024, but it is a mapping")]
    [InlineData("d_model: 65537", "(5,10): error WEFT009: 'd_model' must be a whole number from 1 to 65,536, but it is 65537")]
    [InlineData("max_length: 0", "(4,13): error WEFT009: 'max_length' must be a whole number from 1 to 16,777,216, but it is 0")]
    [InlineData("d_ff: many", "(8,7): error WEFT008: 'd_ff' must be a whole number from 1 to 1,048,576, but it is 'many'")]
    [InlineData("d_key: 0", "(8,8): error WEFT009: 'd_key' must be a whole number from 1 to 65,536, but it is 0")]
    [InlineData("d_value: 0", "(8,10): error WEFT009: 'd_value' must be a whole number from 1 to 65,536, but it is 0")]
    [InlineData("kv_heads: 0", "(8,11): error WEFT009: 'kv_heads' must be a whole number from 1 to 1,024, but it is 0")]
    [InlineData("window: 0", "(8,9): error WEFT009: 'window' must be a whole number from 1 to 16,777,216, but it is 0")]
    public void WholeNumber_Bad_IsNamed(string line, string expected) => AssertProblem(line, expected);

    [Theory]
    [InlineData("dropout: 1", "(8,10): error WEFT009: 'dropout' must be a number from 0 up to, but not including, 1, but it is 1")]
    [InlineData("dropout: -0.1", "(8,10): error WEFT009: 'dropout' must be a number from 0 up to, but not including, 1, but it is -0.1")]
    [InlineData("dropout: 10%", "(8,10): error WEFT008: 'dropout' must be a number from 0 up to, but not including, 1, but it is '10%'")]
    [InlineData("dropout: 0,1", "(8,10): error WEFT008: 'dropout' must be a number from 0 up to, but not including, 1, but it is '0,1'")]
    [InlineData("dropout: 0.99999999999", "(8,10): error WEFT009: 'dropout' must be a number from 0 up to, but not including, 1, but it is 0.99999999999")]
    [InlineData("attention_dropout: 1", "(8,20): error WEFT009: 'attention_dropout' must be a number from 0 up to, but not including, 1, but it is 1")]
    [InlineData("activation_dropout: -0.1", "(8,21): error WEFT009: 'activation_dropout' must be a number from 0 up to, but not including, 1, but it is -0.1")]
    [InlineData("label_smoothing: .nan", "(8,18): error WEFT009: 'label_smoothing' must be a number from 0 to 1, but it is .nan")]
    [InlineData("label_smoothing: 1.5", "(8,18): error WEFT009: 'label_smoothing' must be a number from 0 to 1, but it is 1.5")]
    [InlineData("norm_epsilon: 0", "(8,15): error WEFT009: 'norm_epsilon' must be a number above 0, at most 1, but it is 0")]
    [InlineData("norm_epsilon: 1e-50", "(8,15): error WEFT009: 'norm_epsilon' must be a number above 0, at most 1, but it is 1e-50")]
    [InlineData("norm_epsilon: .inf", "(8,15): error WEFT009: 'norm_epsilon' must be a number above 0, at most 1, but it is .inf")]
    [InlineData("norm_epsilon: '1e-5'", "(8,15): error WEFT008: 'norm_epsilon' must be a number above 0, at most 1, but it is the quoted text '1e-5'")]
    public void Number_Bad_IsNamed(string line, string expected) => AssertProblem(line, expected);

    [Theory]
    [InlineData("bias: yes", "(8,7): error WEFT008: 'bias' must be true or false, but it is 'yes'")]
    [InlineData("bias: 1", "(8,7): error WEFT008: 'bias' must be true or false, but it is '1'")]
    [InlineData("output_bias: 'true'", "(8,14): error WEFT008: 'output_bias' must be true or false, but it is the quoted text 'true'")]
    [InlineData("tie_embeddings: on", "(8,17): error WEFT008: 'tie_embeddings' must be true or false, but it is 'on'")]
    [InlineData("final_norm:", "(8,1): error WEFT008: 'final_norm' must be true or false, but it is empty")]
    public void TruthValue_Bad_IsNamed(string line, string expected) => AssertProblem(line, expected);

    [Theory]
    [InlineData("architecture: decodr", "(2,15): error WEFT010: 'architecture' cannot be 'decodr': allowed are decoder, encoder and encoder-decoder; did you mean 'decoder'?")]
    [InlineData("architecture: encoder_decoder", "(2,15): error WEFT010: 'architecture' cannot be 'encoder_decoder': allowed are decoder, encoder and encoder-decoder; did you mean 'encoder-decoder'?")]
    [InlineData("activation: ReLU", "(8,13): error WEFT010: 'activation' cannot be 'ReLU': allowed are relu, relu_squared, gelu, gelu_tanh, quick_gelu, silu, tanh, reglu, swiglu, geglu and geglu_tanh; did you mean 'relu'?")]
    [InlineData("norm: batchnorm", "(8,7): error WEFT010: 'norm' cannot be 'batchnorm': allowed are layernorm and rmsnorm")]
    [InlineData("norm: ~", "(8,7): error WEFT008: 'norm' must be one of layernorm and rmsnorm, but it is empty")]
    [InlineData("norm: [layernorm]", "(8,7): error WEFT008: 'norm' must be one of layernorm and rmsnorm, but it is a list")]
    [InlineData("norm_placement: prae", "(8,17): error WEFT010: 'norm_placement' cannot be 'prae': allowed are pre, post, sandwich and output; did you mean 'pre'?")]
    [InlineData("positional_encoding: sinusodial", "(8,22): error WEFT010: 'positional_encoding' cannot be 'sinusodial': allowed are sinusoidal, learned, rope, alibi and none; did you mean 'sinusoidal'?")]
    [InlineData("masking: full", "(8,10): error WEFT010: 'masking' cannot be 'full': allowed are causal and padding")]
    [InlineData("masking: none", "(8,10): error WEFT010: 'masking' cannot be 'none': padding is never attended to, so that a sequence gives the same in every batch; allowed are causal and padding")]
    [InlineData("initialization: gpt-2", "(8,17): error WEFT010: 'initialization' cannot be 'gpt-2': allowed are pytorch, gpt2, xavier and fairseq; did you mean 'gpt2'?")]
    [InlineData("inference: {weights: int8, activations: int4}", "(8,41): error WEFT010: 'inference.activations' cannot be 'int4': allowed are float32 and int8; did you mean 'int8'?")]
    [InlineData("inference: {cache: int4}", "(8,20): error WEFT010: 'inference.cache' cannot be 'int4': allowed are float32, bfloat16 and int8; did you mean 'int8'?")]
    [InlineData("inference: {weights: fp16}", "(8,22): error WEFT010: 'inference.weights' cannot be 'fp16': allowed are float32, bfloat16, int8 and int4")]
    public void Choice_Unknown_NamesAllowedAndNearest(string line, string expected) => AssertProblem(line, expected);

    [Theory]
    [InlineData("instruction_sets: avx2", "(8,19): error WEFT008: 'instruction_sets' must be a list of avx512, avx2, neon and portable, but it is 'avx2'")]
    [InlineData("instruction_sets: []", "(8,19): error WEFT008: 'instruction_sets' must be a list of avx512, avx2, neon and portable, but it is an empty list")]
    [InlineData("instruction_sets: [avx2, sse]", "(8,26): error WEFT010: 'instruction_sets' cannot be 'sse': allowed are avx512, avx2, neon and portable")]
    [InlineData("instruction_sets: [avx2, avx2]", "(8,26): error WEFT010: 'instruction_sets' cannot be 'avx2': it stands in the list already")]
    [InlineData("instruction_sets: [neon, [avx2]]", "(8,26): error WEFT008: 'instruction_sets' must be a list of avx512, avx2, neon and portable, but it is a list")]
    public void InstructionSets_Bad_AreNamed(string line, string expected) => AssertProblem(line, expected);

    [Theory]
    [InlineData("model: class", "(1,8): error WEFT011: 'model' cannot be 'class': 'class' is a keyword of C#")]
    [InlineData("model: record", "(1,8): error WEFT011: 'model' cannot be 'record': 'record' is a keyword of C#")]
    [InlineData("model: 3d", "(1,8): error WEFT011: 'model' cannot be '3d': a class name is letters, digits and underscores and does not start with a digit")]
    [InlineData("model: Tiny Model", "(1,8): error WEFT011: 'model' cannot be 'Tiny Model': a class name is letters, digits and underscores and does not start with a digit")]
    [InlineData("model: App.Tiny", "(1,8): error WEFT011: 'model' cannot be 'App.Tiny': a class name is letters, digits and underscores and does not start with a digit")]
    [InlineData("model: Inference", "(1,8): error WEFT011: 'model' cannot be 'Inference': generated code uses this name for something else")]
    [InlineData("model: [Tiny]", "(1,8): error WEFT008: 'model' must be a class name, such as Tiny, but it is a list")]
    [InlineData("namespace: A.class", "(8,12): error WEFT011: 'namespace' cannot be 'A.class': 'class' is a keyword of C#")]
    [InlineData("namespace: A..B", "(8,12): error WEFT011: 'namespace' cannot be 'A..B': each part of a namespace is letters, digits and underscores and does not start with a digit")]
    [InlineData("namespace: my-app", "(8,12): error WEFT011: 'namespace' cannot be 'my-app': each part of a namespace is letters, digits and underscores and does not start with a digit")]
    public void Name_NotOfCSharp_IsNamed(string line, string expected) => AssertProblem(line, expected);

    [Theory]
    [InlineData("vocabulary: a", "(3,13): error WEFT008: 'vocabulary' must be a whole number from 1 to 16,777,216, but it is 'a'")]
    [InlineData("vocabulary: 16777217", "(3,13): error WEFT009: 'vocabulary' must be a whole number from 1 to 16,777,216, but it is 16777217")]
    [InlineData("vocabulary: [3]", "(3,13): error WEFT008: 'vocabulary' must be a whole number from 1 to 16,777,216, or such a number for each of {source, target}, but it is a list")]
    [InlineData("layers: 1025", "(6,9): error WEFT009: 'layers' must be a whole number from 1 to 1,024, but it is 1025")]
    [InlineData("layers: {encoder: 1, decoder: x}", "(6,31): error WEFT008: 'layers.decoder' must be a whole number from 1 to 1,024, but it is 'x'", "encoder-decoder")]
    [InlineData("layers: {encoder: 1}", "(6,9): error WEFT007: 'layers.decoder' is missing; it must be a whole number from 1 to 1,024", "encoder-decoder")]
    [InlineData("vocabulary: {source: 0, target: 4}", "(3,22): error WEFT009: 'vocabulary.source' must be a whole number from 1 to 16,777,216, but it is 0", "encoder-decoder")]
    [InlineData("vocabulary: {source: 5, target: 4, other: 2}", "(3,36): error WEFT005: 'other' is not a key of 'vocabulary'; its keys are source and target", "encoder-decoder")]
    public void Sides_Bad_AreNamed(string line, string expected, string architecture = "decoder") =>
        AssertProblem(line, expected, $"architecture: {architecture}");

    [Theory]
    [InlineData("training: 3", "(8,11): error WEFT008: 'training' must be a mapping with the keys batch, tokens, length, train, recompute and store, but it is '3'")]
    [InlineData("training: {batch: 3}", "(8,1): error WEFT007: 'training.length' is missing; it must be a whole number from 1 to 16,777,216")]
    [InlineData("training: {length: 3}", "(8,1): error WEFT007: 'training.batch' is missing; it must be a whole number from 1 to 16,777,216, or training.tokens be given in its place")]
    [InlineData("training: {bath: 3, length: 4}", "(8,12): error WEFT005: 'bath' is not a key of 'training'; did you mean 'batch'?")]
    [InlineData("training: {batch: 3, length: 4, recompute: attention}", "(8,44): error WEFT010: 'training.recompute' cannot be 'attention': what attention would keep, its probabilities, is computed again without being asked for; allowed are none and layer")]
    [InlineData("training: {batch: 3, length: 4, length: 4}", "(8,33): error WEFT006: 'training.length' is given twice; line 8 has it already")]
    [InlineData("inference: 3", "(8,12): error WEFT008: 'inference' must be a mapping with the keys weights, activations, cache, cache_tokens, sequences, beam, draft and attention, but it is '3'")]
    [InlineData("inference: {beam: 0}", "(8,19): error WEFT009: 'inference.beam' must be a whole number from 1 to 65,536, but it is 0")]
    public void Section_Bad_IsNamed(string line, string expected) => AssertProblem(line, expected);

    private static void AssertProblem(string line, string expected, string other = "architecture: decoder")
    {
        SpecificationResult result = Specs.Read(Specs.TinyWith(other, line));

        Assert.Null(result.Specification);
        Assert.Equal(["tiny.yaml" + expected], result.Problems.Select(static problem => problem.ToString()));
    }
}
