using System;

namespace Weft;

/// <summary>What an optimizer keeps of the parameters of a rank's share, in the order of their gradients.</summary>
internal sealed unsafe class MomentArena : IDisposable
{
    private readonly GradientShare _share;
    private readonly MomentLayout _layout;
    private readonly StoredMoments _stored;

    /// <summary>Reserves it, all zero.</summary>
    /// <param name="prefix">What stands before the names of parameters in a checkpoint.</param>
    /// <param name="what">What messages call it.</param>
    /// <param name="layout">Where what is kept lies.</param>
    /// <param name="share">The share.</param>
    /// <param name="stored">How numbers are kept.</param>
    /// <param name="has">Whether a parameter has a part of it.</param>
    /// <exception cref="OutOfMemoryException">The system has no room for it.</exception>
    public MomentArena(
        string prefix, string what, MomentLayout layout, GradientShare share, StoredMoments stored, Func<ParameterInfo, bool> has)
    {
        (this.Prefix, this.Has) = (prefix, has);
        (_layout, _share, _stored) = (layout, share, stored);
        this.Arena = new NativeArena(stored.ArenaFloats(layout.Before(share.End) - layout.Before(share.Start)), what);
    }

    /// <summary>What stands before the names of parameters in a checkpoint.</summary>
    public string Prefix { get; }

    /// <summary>Its numbers.</summary>
    public NativeArena Arena { get; }

    /// <summary>Whether a parameter has a part of it.</summary>
    public Func<ParameterInfo, bool> Has { get; }

    /// <summary>What is kept of the gradients from one of the share on.</summary>
    /// <param name="gradient">The gradient, in floats of all; a multiple of 16.</param>
    public byte* At(nuint gradient) =>
        (byte*)this.Arena.Pointer + (this.BytesBefore(gradient) - this.BytesBefore(_share.Start));

    /// <summary>Bytes of what is kept of all gradients before one, those of other ranks included.</summary>
    public nuint BytesBefore(nuint gradient) => _stored.Bytes(_layout.Before(gradient));

    /// <summary>Copies what is kept of a parameter, in the order of files.</summary>
    /// <param name="all">The arenas of all shares, one after another.</param>
    /// <param name="info">The parameter.</param>
    /// <param name="values">Room for its numbers.</param>
    public void CopyTo(NativeArena all, ParameterInfo info, Span<float> values)
    {
        using NativeArena floats = new((nuint)info.PaddedCount, $"the moments of '{info.Name}'");
        byte* blocks = (byte*)all.Pointer + this.BytesBefore(info.GradientOffset);
        _stored.Read(blocks, floats.Pointer, floats.Length);
        ParameterView.At(info, floats, 0).CopyTo(values);
    }

    /// <summary>Takes over what a checkpoint has.</summary>
    /// <param name="all">Floats of all shares, laid out like the gradients.</param>
    public void Take(NativeArena all)
    {
        foreach ((nuint first, nuint last) in _layout.Kept)
        {
            nuint start = Math.Max(first, _share.Start);
            nuint end = Math.Min(last, _share.End);

            if (start < end)
            {
                _stored.Write(all.Pointer + start, this.At(start), end - start);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => this.Arena.Dispose();
}
