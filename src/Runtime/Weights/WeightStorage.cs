namespace Weft;

/// <summary>
/// How an inference session stores the weights of matrix products: the spec's `inference.weights`. With integers the tables of tokens are
/// stored so too, in 8 bits, each token in the place of an output; a table of tied embeddings stands there once. All else is float32.
/// </summary>
public enum WeightStorage
{
    /// <summary>As they were trained.</summary>
    Float32,

    /// <summary>The upper half of each float's bits, rounded to the nearest: half the bytes, 8 bits of precision.</summary>
    BFloat16,

    /// <summary>
    /// -127 to 127 times a scale for each output and each 32 inputs, the largest weight of which is 127: 8.5 bits a weight. A row that is
    /// multiplied by them is rounded to integers of 16 bits, in parts of its largest magnitude; products of 32 inputs are summed exactly.
    /// </summary>
    Int8,

    /// <summary>
    /// 0 to 15 less a zero in eighths, times a scale, for each output and each 32 inputs: 4.75 bits a weight. Scale and zero are searched
    /// for the least squared error. Rows are rounded as for <see cref="Int8"/>; tables of tokens, tied ones too, are stored in 8 bits.
    /// </summary>
    Int4,
}
