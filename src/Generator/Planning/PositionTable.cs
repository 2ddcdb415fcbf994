using System;
using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Planning;

/// <summary>The table of positions that a session computes when it starts: sinusoids [max_length, d_model], or the cosines and signed
/// sines of rotary positions, [max_length, d_key] each.</summary>
internal static class PositionTable
{
    public static bool Exists(ModelSpecification specification) => Floats(specification) > 0;

    public static long Floats(ModelSpecification specification) => specification.PositionalEncoding switch
    {
        PositionalEncoding.Sinusoidal => (long)Axis.RoundUp(specification.EmbeddingSize) * specification.MaxLength,
        PositionalEncoding.Rope =>
            2L * Axis.RoundUp(specification.KeySize) * specification.MaxLength * Rotation.Of(specification).Length,
        PositionalEncoding.Learned or PositionalEncoding.Alibi or PositionalEncoding.None => 0,
        _ => throw new InvalidOperationException($"{specification.PositionalEncoding} is no encoding of positions."),
    };
}
