using System;

namespace Weft;

/// <summary>What an optimizer keeps of the gradients of a rank's share, one after another like them.</summary>
internal sealed unsafe class MomentArena : IDisposable
{
    private readonly GradientShare _share;
    private readonly bool _isSecond;

    /// <summary>Reserves it, all zero.</summary>
    /// <param name="prefix">What stands before the names of parameters in a checkpoint.</param>
    /// <param name="what">What messages call it.</param>
    /// <param name="share">The share.</param>
    /// <param name="storage">How numbers are kept.</param>
    /// <param name="isSecond">Whether they are second moments.</param>
    /// <param name="has">Whether a parameter has a part of it; the others' places stay zero.</param>
    /// <exception cref="OutOfMemoryException">The system has no room for it.</exception>
    public MomentArena(
        string prefix, string what, GradientShare share, MomentStorage storage, bool isSecond, Func<ParameterInfo, bool> has)
    {
        (this.Prefix, this.Storage, this.Has) = (prefix, storage, has);
        (_share, _isSecond) = (share, isSecond);
        this.Arena = new NativeArena(StoredMoments.ArenaFloats(storage, share.Length), what);
    }

    /// <summary>What stands before the names of parameters in a checkpoint.</summary>
    public string Prefix { get; }

    /// <summary>How numbers are kept.</summary>
    public MomentStorage Storage { get; }

    /// <summary>Its numbers.</summary>
    public NativeArena Arena { get; }

    /// <summary>Whether a parameter has a part of it.</summary>
    public Func<ParameterInfo, bool> Has { get; }

    /// <summary>What is kept of the gradients from one of the share on.</summary>
    /// <param name="gradient">The gradient, in floats of the share; a multiple of 16.</param>
    public byte* At(nuint gradient) => (byte*)this.Arena.Pointer + StoredMoments.Bytes(this.Storage, gradient);

    /// <summary>Copies what is kept of a parameter, in the order of files.</summary>
    /// <param name="all">The arenas of all shares, one after another.</param>
    /// <param name="info">The parameter.</param>
    /// <param name="values">Room for its numbers.</param>
    public void CopyTo(NativeArena all, ParameterInfo info, Span<float> values)
    {
        using NativeArena floats = new((nuint)info.PaddedCount, $"the moments of '{info.Name}'");
        byte* blocks = (byte*)all.Pointer + StoredMoments.Bytes(this.Storage, info.GradientOffset);
        StoredMoments.Read(this.Storage, _isSecond, blocks, floats.Pointer, floats.Length);
        ParameterView.At(info, floats, 0).CopyTo(values);
    }

    /// <summary>Takes over what a checkpoint has.</summary>
    /// <param name="all">Floats of all shares, laid out like the gradients.</param>
    public void Take(NativeArena all) =>
        StoredMoments.Write(this.Storage, _isSecond, all.Pointer + _share.Start, (byte*)this.Arena.Pointer, _share.Length);

    /// <inheritdoc/>
    public void Dispose() => this.Arena.Dispose();
}
