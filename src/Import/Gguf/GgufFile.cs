using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Win32.SafeHandles;
using Weft.Import.Tensors;

namespace Weft.Import.Gguf;

/// <summary>
/// A GGUF file of version 2 or 3: keys with values, a table of tensors, the tensors. Its structure is checked as a whole when it is
/// opened. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
/// </summary>
internal sealed class GgufFile : ITensorFile
{
    private const int BufferBytes = 1 << 18;
    private readonly SafeFileHandle _handle;
    private readonly Dictionary<string, GgufTensor> _byName;
    private readonly long _dataStart;

    private GgufFile(string path, SafeFileHandle handle, GgufHead head)
    {
        this.Path = path;
        this.Metadata = head.Metadata;
        this.Tensors = [.. head.Tensors.Select(AsSingles)];
        _handle = handle;
        _byName = head.Tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
        _dataStart = head.DataStart;
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <summary>The keys.</summary>
    public GgufMetadata Metadata { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SafetensorsTensor> Tensors { get; }

    /// <summary>Whether a file begins as GGUF files do.</summary>
    public static bool Is(string path)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] magic = new byte[GgufHead.Magic.Length];

        return stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && GgufHead.Magic.SequenceEqual(magic);
    }

    /// <summary>Opens a file and checks its structure.</summary>
    /// <exception cref="ImportException">It is no GGUF file, or a damaged one, or has tensors of a type that is not read.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static GgufFile Open(string path)
    {
        GgufHead head;

        using (FileStream stream = File.OpenRead(path))
        {
            head = GgufHead.Read(path, stream);
        }

        return new GgufFile(path, File.OpenHandle(path), head);
    }

    /// <inheritdoc/>
    public float[] ReadSingles(string name)
    {
        GgufTensor tensor = _byName[name];
        float[] values = new float[this.ArrayLength(tensor)];
        GgufTensorType type = tensor.Type;
        byte[] buffer = new byte[Math.Min(tensor.Bytes, BufferBytes / type.Bytes * type.Bytes)];
        Span<float> rest = values;

        for (long position = _dataStart + tensor.Offset; !rest.IsEmpty;)
        {
            int count = Math.Min(rest.Length, buffer.Length / type.Bytes * type.Elements);
            Span<byte> bytes = buffer.AsSpan(0, count / type.Elements * type.Bytes);
            this.ReadExactly(bytes, position, name);
            type.ToSingles(bytes, rest[..count]);
            rest = rest[count..];
            position += bytes.Length;
        }

        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    // Elements arrive as singles, however they are stored.
    private static SafetensorsTensor AsSingles(GgufTensor tensor) =>
        new() { Name = tensor.Name, Type = SafetensorsType.F32, Shape = tensor.Shape, Start = tensor.Offset, Count = tensor.Count };

    private int ArrayLength(GgufTensor tensor) => tensor.Count <= Array.MaxLength
        ? (int)tensor.Count
        : throw new ImportException(this.Path, $"tensor '{tensor.Name}': its {tensor.Count} elements are more than an array holds.");

    private void ReadExactly(Span<byte> bytes, long position, string name)
    {
        for (int read = 0; read < bytes.Length;)
        {
            int count = RandomAccess.Read(_handle, bytes[read..], position + read);

            if (count == 0)
            {
                throw new ImportException(this.Path, $"tensor '{name}': the file has become shorter while it was read.");
            }

            read += count;
        }
    }
}
