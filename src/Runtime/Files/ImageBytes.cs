using System;

namespace Weft;

/// <summary>The bytes of a file inside a program: they stay where the system has mapped the program to.</summary>
internal sealed unsafe class ImageBytes(byte* first, long length) : StoredBytes
{
    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override int Read(Span<byte> bytes, long position)
    {
        int count = (int)Math.Min(bytes.Length, length - position);
        new ReadOnlySpan<byte>(first + position, count).CopyTo(bytes);

        return count;
    }

    /// <inheritdoc/>
    public override NativeArena? Map(long start, nuint floats, bool writable) =>
        writable ? null : new NativeArena((float*)(first + start), floats, owner: null);

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
