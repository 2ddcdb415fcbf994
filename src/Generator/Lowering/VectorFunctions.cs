using System;
using Weft.Generator.Graph;

namespace Weft.Generator.Lowering;

/// <summary>The vector functions that a model's kernels call; the emitter adds what they stand on.</summary>
[Flags]
internal enum VectorFunctions
{
    None = 0,

    /// <summary><c>Exp(x)</c> over the whole float range.</summary>
    Exp = 1 << 0,

    /// <summary><c>ExpBounded(x)</c>: no test for overflow, for arguments up to 88.</summary>
    ExpBounded = 1 << 1,

    /// <summary><c>Tanh(x)</c>.</summary>
    Tanh = 1 << 2,

    /// <summary><c>Gelu(x)</c>, the erf form.</summary>
    Gelu = 1 << 3,

    /// <summary><c>Gelu(x, out derivative)</c>, the erf form.</summary>
    GeluDerivative = 1 << 4,

    /// <summary><c>GeluTanh(x)</c>, the tanh form.</summary>
    GeluTanh = 1 << 5,

    /// <summary><c>GeluTanh(x, out derivative)</c>, the tanh form.</summary>
    GeluTanhDerivative = 1 << 6,

    /// <summary><c>Silu(x)</c>.</summary>
    Silu = 1 << 7,

    /// <summary><c>Silu(x, out derivative)</c>.</summary>
    SiluDerivative = 1 << 8,

    /// <summary>
    /// 0 or 1 / (1 - p) per lane: <c>Dropout(key, counter, block)</c> and <c>Dropout(key, counter, block, out following)</c>, with the key from
    /// <c>DropoutKey(seedLow, seedHigh)</c> once and the counter from <c>DropoutCounter(c1, c2, c3)</c> once a row; or all at once in
    /// <c>Dropout(seedLow, seedHigh, block, c1, c2, c3)</c>. A block is four columns.
    /// </summary>
    Dropout = 1 << 9,

    /// <summary><c>FromBFloat16(stored)</c>: a vector of bfloat16 numbers as floats.</summary>
    FromBFloat16 = 1 << 10,

    /// <summary><c>FromInt8(stored)</c>: a vector of 8-bit integers as floats.</summary>
    FromInt8 = 1 << 11,

    /// <summary><c>Prefetch(line)</c>: asks for a cache line; the x86 sets alone have it.</summary>
    Prefetch = 1 << 12,

    /// <summary><c>Touch(line)</c>: the first level cache keeps a line for longer; the x86 sets alone have it.</summary>
    Touch = 1 << 13,
}
