using System;
using System.IO;
using System.IO.MemoryMappedFiles;

namespace Weft;

/// <summary>
/// A file of token ids, one after another and nothing else, little-endian: it may be larger than memory, for it is mapped, and the system
/// reads what is used. Files of several texts have a token between them that ends a text.
/// </summary>
public sealed unsafe class TokenFile : IDisposable
{
    // A fingerprint of a terabyte would read all of it.
    private const int SampledPlaces = 1024;
    private const int SampledTokens = 16;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _bytes;
    private readonly int _size;
    private bool _disposed;

    private TokenFile(MemoryMappedFile file, MemoryMappedViewAccessor view, long count, int size)
    {
        (_file, _view, _size, this.Count) = (file, view, size, count);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _bytes = start + view.PointerOffset;
    }

    /// <summary>Tokens in the file.</summary>
    public long Count { get; }

    /// <summary>Maps a file. Nobody may shorten it until it is disposed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytesPerToken">2 for ids of 16 bits without a sign, 4 for ids of 32 bits.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytesPerToken"/> is neither.</exception>
    /// <exception cref="IOException">The file cannot be read, is empty, or is not of whole tokens.</exception>
    public static TokenFile Open(string path, int bytesPerToken)
    {
        ArgumentNullException.ThrowIfNull(path);

        if (bytesPerToken is not (sizeof(ushort) or sizeof(int)))
        {
            throw new ArgumentOutOfRangeException(nameof(bytesPerToken), bytesPerToken, "A token has 2 bytes or 4.");
        }

        long length = new FileInfo(path).Length;

        if (length == 0 || length % bytesPerToken != 0)
        {
            throw new ModelFileException(
                path, $"tokens of {bytesPerToken} bytes need a whole number of them; the file has {length} bytes.");
        }

        const MemoryMappedFileAccess read = MemoryMappedFileAccess.Read;
        MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, read);

        return new TokenFile(file, file.CreateViewAccessor(0, length, read), length / bytesPerToken, bytesPerToken);
    }

    /// <summary>Reads tokens.</summary>
    /// <param name="start">The first of them, from 0.</param>
    /// <param name="tokens">Gets as many as it has room for.</param>
    /// <exception cref="ArgumentOutOfRangeException">The file ends before.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public void Read(long start, Span<int> tokens)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);

        if (start < 0 || start > this.Count - tokens.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start, $"{tokens.Length} tokens from there are not in the file, which has {this.Count}.");
        }

        if (_size == sizeof(int))
        {
            new ReadOnlySpan<int>(_bytes + (start * sizeof(int)), tokens.Length).CopyTo(tokens);
        }
        else
        {
            ushort* from = (ushort*)_bytes + start;

            for (int i = 0; i < tokens.Length; i++)
            {
                tokens[i] = from[i];
            }
        }
    }

    /// <summary>Unmaps the file.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }

    /// <summary>Tells files apart by their length and by tokens at a thousand places.</summary>
    internal ulong Fingerprint()
    {
        Span<int> tokens = stackalloc int[(int)Math.Min(SampledTokens, this.Count)];
        ulong fingerprint = TokenFingerprint.Append(TokenFingerprint.Empty, [unchecked((int)this.Count), (int)(this.Count >> 32)]);

        for (int place = 0; place < SampledPlaces; place++)
        {
            this.Read((long)((UInt128)(ulong)(this.Count - tokens.Length) * (uint)place / (SampledPlaces - 1)), tokens);
            fingerprint = TokenFingerprint.Append(fingerprint, tokens);
        }

        return fingerprint;
    }
}
