using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;

namespace Weft.Import.Gguf;

/// <summary>What stands before the tensors of a GGUF file.</summary>
/// <param name="Metadata">The keys.</param>
/// <param name="Tensors">The table of tensors.</param>
/// <param name="DataStart">Where the first tensor may begin.</param>
internal sealed record GgufHead(GgufMetadata Metadata, ImmutableArray<GgufTensor> Tensors, long DataStart)
{
    private const string AlignmentKey = "general.alignment";
    private const int UsualAlignment = 32;
    private const int LeastEntryBytes = 8 + 4 + 1;
    private const int LeastTensorBytes = 8 + 4 + 8 + 4 + 8;
    private const int MostDimensions = 4;

    /// <summary>What a file begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "GGUF"u8;

    /// <summary>Reads the head of a file, and checks that the file holds its tensors.</summary>
    /// <exception cref="ImportException">It is damaged, or has tensors of a type that is not read.</exception>
    public static GgufHead Read(string path, Stream stream)
    {
        GgufReader reader = new(path, stream);
        CheckVersion(path, reader);
        long tensorCount = reader.Count("tensors", LeastTensorBytes);
        long keyCount = reader.Count("keys", LeastEntryBytes);
        GgufMetadata metadata = new(path, ReadKeys(reader, keyCount));
        List<GgufTensor> tensors = ReadTensors(path, reader, tensorCount);
        int alignment = ReadAlignment(metadata);
        long start = (reader.Position + alignment - 1) / alignment * alignment;
        CheckPlaces(path, tensors, alignment, stream.Length - start);

        return new GgufHead(metadata, [.. tensors], start);
    }

    private static void CheckVersion(string path, GgufReader reader)
    {
        uint magic = reader.UInt32();

        if (magic != BinaryPrimitives.ReadUInt32LittleEndian(Magic))
        {
            throw new ImportException(path, "the file is no GGUF file: it does not begin with the letters GGUF.");
        }

        uint version = reader.UInt32();

        if (version is not (2 or 3))
        {
            bool isReversed = BinaryPrimitives.ReverseEndianness(version) is 2 or 3;

            throw new ImportException(path, isReversed
                ? "the file is one for big-endian machines, which is not read."
                : $"the file is of version {version} of GGUF; 2 and 3 are read.");
        }
    }

    private static Dictionary<string, object> ReadKeys(GgufReader reader, long count)
    {
        Dictionary<string, object> values = new(StringComparer.Ordinal);

        for (long index = 0; index < count; index++)
        {
            reader.Place = $"key {index + 1}";
            string key = reader.Text();
            reader.Place = $"the value of '{key}'";

            if (!values.TryAdd(key, reader.Value((GgufValueType)reader.UInt32())))
            {
                throw reader.Problem("is there twice.");
            }
        }

        return values;
    }

    private static List<GgufTensor> ReadTensors(string path, GgufReader reader, long count)
    {
        List<GgufTensor> tensors = [];
        HashSet<string> names = new(StringComparer.Ordinal);

        for (long index = 0; index < count; index++)
        {
            reader.Place = $"the entry of tensor {index + 1}";
            string name = reader.Text();
            reader.Place = $"the entry of tensor '{name}'";
            tensors.Add(ReadTensor(path, reader, name));

            if (!names.Add(name))
            {
                throw reader.Problem("is there twice.");
            }
        }

        return tensors;
    }

    private static GgufTensor ReadTensor(string path, GgufReader reader, string name)
    {
        uint dimensions = reader.UInt32();

        if (dimensions is 0 or > MostDimensions)
        {
            throw reader.Problem($"has {dimensions} dimensions; 1 to {MostDimensions} are allowed.");
        }

        ulong[] sizes = [.. Enumerable.Range(0, (int)dimensions).Select(_ => reader.UInt64()).Reverse()];
        uint number = reader.UInt32();
        GgufTensorType type = GgufTensorType.Find(number) ?? throw new ImportException(
            path, $"tensor '{name}': its type is {GgufTensorType.NameOf(number)}; {GgufTensorType.Names} are read.");
        ulong offset = reader.UInt64();

        if (!TryCount(sizes, out long count) || offset > long.MaxValue - (ulong)count || count > long.MaxValue / type.Bytes)
        {
            throw reader.Problem($"has the shape [{string.Join(", ", sizes)}] at {offset}, which no file can hold.");
        }

        return sizes[^1] % (ulong)type.Elements == 0
            ? new GgufTensor(name, type, [.. sizes.Select(static size => (long)size)], (long)offset) { Count = count }
            : throw reader.Problem($"has rows of {sizes[^1]} elements; {type.Name} has blocks of {type.Elements}.");
    }

    private static bool TryCount(ulong[] sizes, out long count)
    {
        UInt128 product = 1;

        foreach (ulong size in sizes)
        {
            product = product > long.MaxValue ? product : product * size;
        }

        count = product <= long.MaxValue ? (long)product : 0;

        return count > 0;
    }

    private static int ReadAlignment(GgufMetadata metadata)
    {
        int alignment = metadata.FindInteger(AlignmentKey) ?? UsualAlignment;

        return alignment > 0 && alignment % 8 == 0
            ? alignment
            : throw metadata.Problem(AlignmentKey, "should be a multiple of 8.");
    }

    // Tensors stand behind the head, none within another, and none beyond the end.
    private static void CheckPlaces(string path, List<GgufTensor> tensors, int alignment, long dataBytes)
    {
        long end = 0;
        string last = string.Empty;

        foreach (GgufTensor tensor in tensors.OrderBy(static tensor => tensor.Offset))
        {
            string? problem =
                tensor.Offset % alignment != 0 ? $"it begins at {tensor.Offset}, which is no multiple of {alignment}."
                : tensor.Offset < end ? $"it begins at {tensor.Offset}, within tensor '{last}', which ends at {end}."
                : tensor.Bytes > dataBytes - tensor.Offset
                    ? $"its {tensor.Bytes} bytes at {tensor.Offset} go beyond the end of the file, " +
                        $"which has {Math.Max(dataBytes, 0)} bytes of tensors."
                : null;

            if (problem is not null)
            {
                throw new ImportException(path, $"tensor '{tensor.Name}': {problem}");
            }

            (end, last) = (tensor.Offset + tensor.Bytes, tensor.Name);
        }
    }
}
