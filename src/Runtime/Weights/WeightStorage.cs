namespace Weft;

/// <summary>
/// How an inference session stores the weights of matrix products: the spec's `inference.weights`. Everything else is float32.
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
}
