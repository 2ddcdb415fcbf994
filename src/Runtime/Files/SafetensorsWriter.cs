using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Weft;

/// <summary>
/// Writes a safetensors file: tensors are added first and written by <see cref="Save"/>, in the order they were added. The file
/// appears whole or not at all.
/// </summary>
public sealed class SafetensorsWriter
{
    /// <summary>Elements that a <see cref="BlockSource"/> fills at once.</summary>
    internal const int BlockElements = 1 << 13;

    private const int ArenaBlock = 1 << 20;

    private readonly List<Entry> _entries = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>Fills a tensor's elements when their turn comes.</summary>
    internal delegate void Source(Span<float> values);

    /// <summary>Fills a tensor's bytes when their turn comes.</summary>
    internal delegate void ByteSource(Span<byte> bytes);

    /// <summary>Fills a tensor's elements from <paramref name="first"/> on, one block after another.</summary>
    internal delegate void BlockSource(long first, Span<double> values);

    /// <summary>Bytes of which the first tensor begins at a multiple; a power of two.</summary>
    internal int Alignment { get; init; } = 8;

    /// <summary>Stores a text beside the tensors.</summary>
    public void AddMetadata(string name, string text) => _metadata.Add(name, text);

    /// <summary>Adds a tensor of singles.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape has another number of elements.</exception>
    public void Add(string name, ReadOnlySpan<long> shape, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        this.Add(name, SafetensorsType.F32, shape, values.LongLength, output => output.Write(MemoryMarshal.AsBytes<float>(values)));
    }

    /// <summary>Adds a tensor of doubles.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape has another number of elements.</exception>
    public void Add(string name, ReadOnlySpan<long> shape, double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        this.Add(name, SafetensorsType.F64, shape, values.LongLength, output => output.Write(MemoryMarshal.AsBytes<double>(values)));
    }

    /// <summary>Adds a tensor of 64-bit integers.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape has another number of elements.</exception>
    public void Add(string name, ReadOnlySpan<long> shape, long[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        this.Add(name, SafetensorsType.I64, shape, values.LongLength, output => output.Write(MemoryMarshal.AsBytes<long>(values)));
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">It cannot be written; an existing file is as it was.</exception>
    public void Save(string path) => AtomicFile.Write(path, this.Write);

    /// <summary>Adds a tensor of singles that is read while the file is written.</summary>
    internal void Add(string name, ReadOnlySpan<long> shape, Source source)
    {
        long count = Count(shape);
        this.Add(name, SafetensorsType.F32, shape, count, output => WriteSource(output, checked((int)count), source));
    }

    /// <summary>
    /// Adds a tensor of a type of floats, rounded to it, that is read while the file is written, never more than a block at once.
    /// </summary>
    internal void Add(string name, SafetensorsType type, ReadOnlySpan<long> shape, BlockSource source)
    {
        long count = Count(shape);
        this.Add(name, type, shape, count, output => WriteBlocks(output, type, count, source));
    }

    /// <summary>Adds a tensor of any type whose bytes are made while the file is written.</summary>
    internal void Add(string name, SafetensorsType type, ReadOnlySpan<long> shape, ByteSource source)
    {
        long count = Count(shape);
        int bytes = checked((int)(count * type.Size()));
        this.Add(name, type, shape, count, output =>
        {
            byte[] values = new byte[bytes];
            source(values);
            output.Write(values);
        });
    }

    /// <summary>Adds the bytes of an arena.</summary>
    internal unsafe void Add(string name, NativeArena arena)
    {
        long bytes = checked((long)arena.Length * sizeof(float));
        this.Add(name, SafetensorsType.U8, [bytes], bytes, output =>
        {
            using ArenaUse use = new(arena);

            for (long first = 0; first < bytes; first += ArenaBlock)
            {
                output.Write(new ReadOnlySpan<byte>((byte*)arena.Pointer + first, (int)Math.Min(ArenaBlock, bytes - first)));
            }
        });
    }

    /// <summary>Writes header and tensors, and then the checksum into the header.</summary>
    internal void Write(Stream stream)
    {
        ReadOnlySpan<byte> header = this.Header();
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        Output output = new(stream);
        output.Write(length);
        output.Write(header);

        foreach (Entry entry in _entries)
        {
            entry.Write(output);
        }

        long end = stream.Position;
        stream.Position = length.Length + SafetensorsChecksum.Find(header)!.Value;
        stream.Write(SafetensorsChecksum.Format(output.Checksum));
        stream.Position = end;
    }

    private static void WriteSource(Output output, int count, Source source)
    {
        float[] values = ArrayPool<float>.Shared.Rent(count);

        try
        {
            source(values.AsSpan(0, count));
            output.Write(MemoryMarshal.AsBytes(values.AsSpan(0, count)));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
        }
    }

    private static void WriteBlocks(Output output, SafetensorsType type, long count, BlockSource source)
    {
        double[] block = new double[BlockElements];
        byte[] buffer = new byte[BlockElements * type.Size()];

        for (long first = 0; first < count; first += block.Length)
        {
            Span<double> values = block.AsSpan(0, (int)Math.Min(block.Length, count - first));
            Span<byte> bytes = buffer.AsSpan(0, values.Length * type.Size());
            source(first, values);
            SafetensorsConversion.FromDoubles(type, values, bytes);
            output.Write(bytes);
        }
    }

    private static long Count(ReadOnlySpan<long> shape)
    {
        long count = 1;

        foreach (long dimension in shape)
        {
            count = checked(count * dimension);
        }

        return count;
    }

    private void Add(string name, SafetensorsType type, ReadOnlySpan<long> shape, long count, Action<Output> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        if (Count(shape) != count)
        {
            throw new ArgumentException($"The shape of '{name}' has {Count(shape)} elements; {count} were given.", nameof(shape));
        }

        if (name == "__metadata__" || !_names.Add(name))
        {
            throw new ArgumentException($"The name '{name}' is taken.", nameof(name));
        }

        _entries.Add(new Entry(name, type, shape.ToArray(), count * type.Size(), write));
    }

    // Spaces fill the header up, so that a file mapped into memory holds aligned tensors.
    private ReadOnlySpan<byte> Header()
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        this.WriteMetadata(json);
        long start = 0;

        foreach (Entry entry in _entries)
        {
            WriteEntry(json, entry, start);
            start += entry.Bytes;
        }

        json.WriteEndObject();
        json.Flush();

        while ((buffer.WrittenCount + sizeof(long)) % this.Alignment != 0)
        {
            buffer.Write(" "u8);
        }

        return buffer.WrittenSpan;
    }

    private void WriteMetadata(Utf8JsonWriter json)
    {
        json.WriteStartObject("__metadata__");
        json.WriteString(SafetensorsChecksum.Key, SafetensorsChecksum.Unknown);

        foreach ((string name, string text) in _metadata)
        {
            json.WriteString(name, text);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, Entry entry, long start)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.Type.Text());
        json.WriteStartArray("shape");

        foreach (long dimension in entry.Shape)
        {
            json.WriteNumberValue(dimension);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(start);
        json.WriteNumberValue(start + entry.Bytes);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Where everything goes, so that nothing is left out of the checksum.
    private sealed class Output(Stream stream)
    {
        private Crc32C _checksum = new();

        public Crc32C Checksum => _checksum;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            _checksum.Append(bytes);
            stream.Write(bytes);
        }
    }

    private sealed class Entry(string name, SafetensorsType type, long[] shape, long bytes, Action<Output> write)
    {
        public string Name => name;

        public SafetensorsType Type => type;

        public long[] Shape => shape;

        public long Bytes => bytes;

        public Action<Output> Write => write;
    }
}
