namespace Weft;

/// <summary>
/// How <see cref="AdamW"/> keeps its two moments between steps. A step computes with floats, and what it has computed moves the
/// parameters; rounded is only what the next one begins with. The second moment changes by 1 - <see cref="AdamW.Beta2"/> of itself and
/// less, far below half a unit of few bits, and rounded to nearest it would never shrink: a moment goes up or down with the probability
/// that makes the mean exact (Gupta et al., "Deep learning with limited numerical precision", 2015). The random bits are a function of
/// step and place, the same on any number of threads and ranks and on every instruction set.
/// </summary>
public enum MomentStorage
{
    /// <summary>As they are computed: 8 bytes for each parameter.</summary>
    Float32,

    /// <summary>The upper half of each float's bits, 8 bits of precision: 4 bytes for each parameter.</summary>
    BFloat16,

    /// <summary>
    /// Floats of 8 bits with an exponent for each 16 of them, that of the largest (as in OCP's Microscaling Formats, 2023, which have 32):
    /// a sign, 4 bits of exponent and 3 of fraction for the first moment, 5 and 3 without a sign for the second, which is never negative.
    /// 2.125 bytes for each parameter. First moments below 2^-15 of the largest round to it or to zero, second moments below 2^-31 of the
    /// largest up to it.
    /// </summary>
    Float8,
}
