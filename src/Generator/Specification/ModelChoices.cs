namespace Weft.Generator.Specification;

/// <summary>How the rows of a sequence become one: the first, their mean, the last. Reimers and Gurevych 2019.</summary>
internal enum PoolingForm { First, Mean, Last }

/// <summary>What training makes small; each is a mean over labels.</summary>
internal enum LossFunction { CrossEntropy, BinaryCrossEntropy, MeanSquaredError }

internal enum Architecture { Decoder, Encoder, EncoderDecoder }

/// <summary>
/// What mixes the tokens of a decoder's layers: self-attention, Vaswani et al. 2017, or a gated recurrent unit, Cho et al. 2014.
/// </summary>
internal enum Mixer { Attention, Gru }

/// <summary>
/// What the backward pass computes again because the forward pass does not keep it: nothing, or all of a layer but its input. Chen et al.
/// 2016.
/// </summary>
internal enum Recomputation { None, Layer }

/// <summary>How layers keep what the backward pass reads: floats, or their upper halves, rounded to nearest.</summary>
internal enum KeptFormat { Float32, BFloat16 }

internal enum Normalization { LayerNorm, RmsNorm }

/// <summary>
/// Where norms stand around a sublayer S. Post: N(x + S(x)), Vaswani et al. 2017. Pre: x + S(N(x)), Xiong et al. 2020. Sandwich:
/// x + N'(S(N(x))), Ding et al. 2021. Output: x + N(S(x)), Liu et al. 2022.
/// </summary>
internal enum NormPlacement { Pre, Post, Sandwich, Output }

/// <summary>Norms of queries and keys before they are turned: of each head alone, or over the columns of all. Henry et al. 2020.</summary>
internal enum QueryKeyNorm { None, Head, All }

/// <summary>
/// Whether attention and feed-forward network read the same stream, x + A(N(x)) + F(N(x)), and with how many norms. Wang and Komatsuzaki
/// 2021.
/// </summary>
internal enum ParallelSublayers { None, OneNorm, TwoNorms }

internal enum PositionalEncoding { Sinusoidal, Learned, Rope, Alibi, None }

/// <summary>
/// What a position attends to: all before it and itself, or its whole sequence. There is no third: sequences keep their lengths in a batch,
/// and what stands beside them there is never attended to.
/// </summary>
internal enum Masking { Causal, Padding }

internal enum Initialization { PyTorch, Gpt2, Xavier, Fairseq }

/// <summary>The sets of `instruction_sets`; a flags value keeps the specification equatable and the order fixed.</summary>
[System.Flags]
internal enum InstructionSets
{
    None = 0,
    Avx512 = 1,
    Avx2 = 2,
    Neon = 4,
    Portable = 8,
    All = Avx512 | Avx2 | Neon | Portable,
}
