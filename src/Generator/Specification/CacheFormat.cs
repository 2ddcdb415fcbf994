namespace Weft.Generator.Specification;

/// <summary>How a session keeps the keys and values of attention.</summary>
internal enum CacheFormat
{
    /// <summary>As they are computed.</summary>
    Float32,

    /// <summary>The upper halves of their floats, rounded to nearest.</summary>
    BFloat16,

    /// <summary>Integers of a byte: 127 for the largest magnitude of a key or a value of one head, with a scale for each.</summary>
    Int8,
}
