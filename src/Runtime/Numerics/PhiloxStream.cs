using System;

namespace Weft;

/// <summary>
/// Random numbers in a row: block after block of <see cref="Philox4x32"/> under one key. Its state is a seed and a position.
/// </summary>
/// <param name="seed">The key.</param>
/// <param name="stream">Tells apart the streams that share a seed.</param>
/// <param name="position">The block to go on from.</param>
internal struct PhiloxStream(ulong seed, PhiloxPurpose stream, ulong position = 0)
{
    private readonly PhiloxPurpose _stream = stream;

    /// <summary>The key.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>Blocks drawn so far.</summary>
    public ulong Position { get; private set; } = position;

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        PhiloxBlock counter = new((uint)this.Position, (uint)(this.Position >> 32), 0, (uint)_stream);
        PhiloxBlock block = Philox4x32.Generate(counter, this.Seed);
        this.Position++;

        return ((ulong)block.Word1 << 32) | block.Word0;
    }

    /// <summary>Uniform in 0 .. <paramref name="bound"/> - 1; the bias of the multiplication is below bound / 2^64.</summary>
    public long NextBelow(long bound) => (long)Math.BigMul(this.NextBits(), (ulong)bound, out _);

    /// <summary>Uniform in [0, 1), a multiple of 2^-53.</summary>
    public double NextUnit() => (this.NextBits() >> 11) * (1.0 / (1UL << 53));
}

/// <summary>What a stream of random numbers is for: streams of one seed never overlap.</summary>
internal enum PhiloxPurpose : uint
{
    /// <summary>Which windows of a text make a batch.</summary>
    Batches = 1,

    /// <summary>Which token follows.</summary>
    Sampling = 2,

    /// <summary>In which order windows of a file come.</summary>
    Order = 3,

    /// <summary>Whether a moment of an optimizer is rounded up or down.</summary>
    Rounding = 4,
}
