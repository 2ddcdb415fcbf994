using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;

namespace Weft;

/// <summary>
/// Reads a safetensors file: 8 bytes with the header's length, a JSON header, the tensors one after another. The whole structure is
/// checked when the file is opened, and the checksum where it has one, as every file of <see cref="SafetensorsWriter"/> does, so that a
/// damaged file is known before anything has been taken from it.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;
    private const long LargestHeader = 100_000_000;
    private const int BufferBytes = 1 << 18;
    private readonly StoredBytes _bytes;
    private readonly Dictionary<string, SafetensorsTensor> _byName = new(StringComparer.Ordinal);
    private long _dataStart;

    private SafetensorsFile(string path, StoredBytes bytes)
    {
        this.Path = path;
        _bytes = bytes;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The texts stored beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    /// <summary>The tensors in the order of their data.</summary>
    public ImmutableArray<SafetensorsTensor> Tensors { get; private set; }

    /// <summary>Opens a file and checks its structure.</summary>
    /// <exception cref="ModelFileException">It is no safetensors file, or a damaged one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);

        return Open(path, new FileBytes(path), verifies: static _ => true);
    }

    /// <summary>Opens what stands in a file, or would.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="bytes">The bytes, to be disposed with this object.</param>
    /// <param name="verifies">Whether a file with such texts is read whole for its checksum.</param>
    /// <exception cref="ModelFileException">It is no safetensors file, or a damaged one.</exception>
    internal static SafetensorsFile Open(string path, StoredBytes bytes, Predicate<IReadOnlyDictionary<string, string>> verifies)
    {
        SafetensorsFile file = new(path, bytes);

        try
        {
            file.ReadHeader(verifies);
        }
        catch
        {
            file.Dispose();

            throw;
        }

        return file;
    }

    /// <summary>The tensor of that name, or null.</summary>
    public SafetensorsTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a tensor as singles: F32 as it is; F16, BF16, F64, I64 and I32 converted.</summary>
    /// <exception cref="ModelFileException">There is no such tensor, or its type is another.</exception>
    public float[] ReadSingles(string name)
    {
        SafetensorsTensor tensor = this.Require(name);
        float[] values = new float[this.ArrayLength(tensor)];
        this.ReadSingles(tensor, values);

        return values;
    }

    /// <summary>Reads a tensor as doubles: F64 as it is; F32, F16, BF16, I64 and I32 converted.</summary>
    /// <exception cref="ModelFileException">There is no such tensor, or its type is another.</exception>
    public double[] ReadDoubles(string name)
    {
        SafetensorsTensor tensor = this.Require(name);
        double[] values = new double[this.ArrayLength(tensor)];
        this.ReadDoubles(tensor, first: 0, values);

        return values;
    }

    /// <summary>Reads a tensor of I64 or I32.</summary>
    /// <exception cref="ModelFileException">There is no such tensor, or its type is another.</exception>
    public long[] ReadIntegers(string name)
    {
        SafetensorsTensor tensor = this.Require(name);
        long[] values = new long[this.ArrayLength(tensor)];
        this.ReadElements(tensor, first: 0, values, SafetensorsConversion.ToIntegers);

        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    /// <summary>Reads a tensor into <paramref name="values"/>, one per element.</summary>
    internal void ReadSingles(SafetensorsTensor tensor, Span<float> values) =>
        this.ReadElements(tensor, first: 0, values, SafetensorsConversion.ToSingles);

    /// <summary>Reads elements of a tensor from <paramref name="first"/> on, as many as <paramref name="values"/> holds.</summary>
    internal void ReadDoubles(SafetensorsTensor tensor, long first, Span<double> values) =>
        this.ReadElements(tensor, first, values, SafetensorsConversion.ToDoubles);

    /// <summary>Reads the bytes of a tensor, as many as it has.</summary>
    internal void ReadBytes(SafetensorsTensor tensor, Span<byte> bytes) => this.ReadExactly(bytes, _dataStart + tensor.Start);

    /// <summary>The bytes of a tensor as floats, where they stand.</summary>
    /// <inheritdoc cref="StoredBytes.Map"/>
    internal NativeArena? Map(SafetensorsTensor tensor, bool writable) =>
        _bytes.Map(_dataStart + tensor.Start, (nuint)tensor.Bytes / sizeof(float), writable);

    private SafetensorsTensor Require(string name) =>
        this.Find(name) ?? throw new ModelFileException(this.Path, "the file does not have it.", name);

    private int ArrayLength(SafetensorsTensor tensor) => tensor.Count <= Array.MaxLength
        ? (int)tensor.Count
        : throw new ModelFileException(this.Path, $"its {tensor.Count} elements are more than an array holds.", tensor.Name);

    private void ReadElements<T>(SafetensorsTensor tensor, long first, Span<T> values, SafetensorsConversion.Convert<T> convert)
    {
        int elementBytes = tensor.Type.Size();
        byte[] buffer = new byte[(int)Math.Min((long)values.Length * elementBytes, BufferBytes)];
        long position = _dataStart + tensor.Start + (first * elementBytes);

        while (!values.IsEmpty)
        {
            int count = Math.Min(values.Length, buffer.Length / elementBytes);
            Span<byte> bytes = buffer.AsSpan(0, count * elementBytes);
            this.ReadExactly(bytes, position);

            if (!convert(tensor.Type, bytes, values[..count]))
            {
                throw new ModelFileException(this.Path, $"its type {tensor.Type.Text()} cannot be read as {typeof(T).Name}.", tensor.Name);
            }

            values = values[count..];
            position += bytes.Length;
        }
    }

    private void ReadHeader(Predicate<IReadOnlyDictionary<string, string>> verifies)
    {
        long fileLength = _bytes.Length;

        if (fileLength < LengthBytes)
        {
            throw new ModelFileException(this.Path, $"the file is no safetensors file: it has {fileLength} bytes.");
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        this.ReadExactly(length, 0);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);

        if (headerLength > LargestHeader || headerLength > (ulong)(fileLength - LengthBytes))
        {
            throw new ModelFileException(
                this.Path,
                $"the file is truncated or no safetensors file: it announces a header of {headerLength} bytes and has {fileLength} " +
                $"bytes in all.");
        }

        byte[] json = new byte[(int)headerLength];
        this.ReadExactly(json, LengthBytes);
        (Dictionary<string, string> metadata, List<SafetensorsTensor> tensors) = SafetensorsHeader.Parse(this.Path, json);
        _dataStart = LengthBytes + json.Length;
        this.SetTensors(tensors, fileLength - _dataStart);

        if (verifies(metadata))
        {
            this.Verify(length, json, fileLength);
        }

        _ = metadata.Remove(SafetensorsChecksum.Key);
        this.Metadata = metadata;
    }

    private void Verify(ReadOnlySpan<byte> length, byte[] json, long fileLength)
    {
        if (this.FindChecksum(json) is not int start)
        {
            return;
        }

        Span<byte> digits = json.AsSpan(start, SafetensorsChecksum.Digits);
        byte[] written = digits.ToArray();
        digits.Fill((byte)'0');
        Crc32C checksum = new();
        checksum.Append(length);
        checksum.Append(json);
        this.AppendData(ref checksum, fileLength);

        if (!SafetensorsChecksum.Format(checksum).AsSpan().SequenceEqual(written))
        {
            throw new ModelFileException(
                this.Path,
                $"the file is damaged: its bytes have another checksum than they had when they were written. A program that changes the " +
                $"file takes the text '{SafetensorsChecksum.Key}' out of it.");
        }
    }

    private int? FindChecksum(ReadOnlySpan<byte> json)
    {
        try
        {
            return SafetensorsChecksum.Find(json);
        }
        catch (FormatException exception)
        {
            throw new ModelFileException(this.Path, $"the file is damaged: {exception.Message}", innerException: exception);
        }
    }

    private void AppendData(ref Crc32C checksum, long fileLength)
    {
        byte[] buffer = new byte[(int)Math.Min(fileLength - _dataStart, BufferBytes)];

        for (long position = _dataStart; position < fileLength; position += buffer.Length)
        {
            Span<byte> bytes = buffer.AsSpan(0, (int)Math.Min(buffer.Length, fileLength - position));
            this.ReadExactly(bytes, position);
            checksum.Append(bytes);
        }
    }

    // The format allows neither gaps nor overlaps, and the last tensor ends with the file.
    private void SetTensors(List<SafetensorsTensor> tensors, long dataLength)
    {
        tensors.Sort(static (left, right) => (left.Start, left.Bytes).CompareTo((right.Start, right.Bytes)));
        long end = 0;

        foreach (SafetensorsTensor tensor in tensors)
        {
            if (tensor.Start != end)
            {
                throw new ModelFileException(
                    this.Path, $"its data start at byte {tensor.Start}; the tensor before it ends at {end}.", tensor.Name);
            }

            end += tensor.Bytes;

            if (end > dataLength)
            {
                throw new ModelFileException(
                    this.Path, $"the file is truncated: the data of this tensor end at byte {end} of {dataLength}.", tensor.Name);
            }

            _byName.Add(tensor.Name, tensor);
        }

        if (end != dataLength)
        {
            throw new ModelFileException(this.Path, $"the file has {dataLength - end} bytes after its last tensor.");
        }

        this.Tensors = [.. tensors];
    }

    private void ReadExactly(Span<byte> bytes, long position)
    {
        while (!bytes.IsEmpty)
        {
            int read = _bytes.Read(bytes, position);

            if (read == 0)
            {
                throw new ModelFileException(this.Path, $"the file ends at byte {position}.");
            }

            bytes = bytes[read..];
            position += read;
        }
    }
}
