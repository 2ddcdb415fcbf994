using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Weft;

/// <summary>
/// The random bits by which moments are rounded: a function of step and place, whoever asks for them. <see cref="Philox4x32"/> draws two
/// words for a step, and the finalizer of MurmurHash3 (Appleby) mixes the place in: a tenth of the work of a block of Philox for each,
/// for numbers of which the mean alone counts.
/// </summary>
internal readonly struct RoundingNoise
{
    private readonly Vector256<uint> _first;
    private readonly Vector256<uint> _second;

    /// <param name="step">Updates before this one.</param>
    public RoundingNoise(long step)
    {
        PhiloxBlock words = Philox4x32.Generate(new((uint)step, (uint)(step >> 32), 0, (uint)PhiloxPurpose.Rounding), key: 0);
        _first = Vector256.Create(words.Word0);
        _second = Vector256.Create(words.Word1);
    }

    /// <summary>32 bits for each of 8 places in a row; the lower 32 bits of a place count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<uint> At(nuint place)
    {
        Vector256<uint> bits = (Vector256.Create((uint)place) + Vector256<uint>.Indices) ^ _first;
        bits = (bits ^ (bits >>> 16)) * 0x85EBCA6B;
        bits += _second;
        bits = (bits ^ (bits >>> 13)) * 0xC2B2AE35;

        return bits ^ (bits >>> 16);
    }
}
