using System;
using System.IO;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Weft;

/// <summary>The bytes of a file on disk.</summary>
internal sealed unsafe class FileBytes(string path) : StoredBytes
{
    private readonly SafeFileHandle _handle = File.OpenHandle(path);

    /// <inheritdoc/>
    public override long Length => RandomAccess.GetLength(_handle);

    /// <inheritdoc/>
    public override int Read(Span<byte> bytes, long position) => RandomAccess.Read(_handle, bytes, position);

    /// <inheritdoc/>
    /// <remarks>
    /// The system's own pages of the file, which all processes share that have it mapped; what is written is copied first.
    /// </remarks>
    public override NativeArena Map(long start, nuint floats, bool writable)
    {
        MemoryMappedFileAccess access = writable ? MemoryMappedFileAccess.CopyOnWrite : MemoryMappedFileAccess.Read;
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(
            _handle, mapName: null, capacity: 0, access, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(start, checked((long)floats * sizeof(float)), access);
        byte* first = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);

        return new NativeArena((float*)(first + view.PointerOffset), floats, view);
    }

    /// <inheritdoc/>
    public override void Dispose() => _handle.Dispose();
}
