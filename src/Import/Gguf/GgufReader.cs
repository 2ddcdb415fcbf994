using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Weft.Import.Gguf;

/// <summary>
/// Reads the values of a GGUF file's head one after another. Before anything is reserved for a text or an array, the rest of the file
/// must be long enough to hold it: a damaged count costs no memory.
/// </summary>
/// <param name="path">The file, for messages.</param>
/// <param name="stream">What is read.</param>
internal sealed class GgufReader(string path, Stream stream)
{
    private const int DeepestArray = 4;
    private static readonly UTF8Encoding StrictText = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is being read, for messages: <c>the value of 'general.name'</c>.</summary>
    public string Place { get; set; } = "the header";

    /// <summary>Bytes that were read.</summary>
    public long Position => stream.Position;

    private long Remaining => stream.Length - stream.Position;

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(this.Bytes(stackalloc byte[sizeof(uint)]));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(this.Bytes(stackalloc byte[sizeof(ulong)]));

    /// <summary>How many of something follow, each of at least so many bytes.</summary>
    /// <exception cref="ImportException">The file cannot hold them.</exception>
    public long Count(string what, int leastBytes)
    {
        ulong count = this.UInt64();

        return count <= (ulong)(this.Remaining / leastBytes)
            ? (long)count
            : throw this.Problem($"announces {count} {what}; the {this.Remaining} bytes behind it cannot hold them.");
    }

    /// <summary>A text in UTF-8 with its length before it.</summary>
    /// <exception cref="ImportException">The file ends within it, or it is no UTF-8.</exception>
    public string Text()
    {
        byte[] bytes = new byte[this.Count("bytes of text", leastBytes: 1)];
        stream.ReadExactly(bytes);

        try
        {
            return StrictText.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new ImportException(path, $"{this.Place} is no UTF-8 text.", exception);
        }
    }

    /// <summary>
    /// A value of a type: whole numbers as long or ulong, fractions as float or double, bool, string, and object[] of these.
    /// </summary>
    /// <exception cref="ImportException">There is no such type, or the file ends within the value.</exception>
    public object Value(GgufValueType type) => this.Value(type, depth: 0);

    /// <summary>That something is wrong with what is being read.</summary>
    public ImportException Problem(string problem) => new(path, $"{this.Place} {problem}");

    private object Value(GgufValueType type, int depth) => type switch
    {
        GgufValueType.UInt8 => (long)this.Bytes(stackalloc byte[1])[0],
        GgufValueType.Int8 => (long)(sbyte)this.Bytes(stackalloc byte[1])[0],
        GgufValueType.UInt16 => (long)BinaryPrimitives.ReadUInt16LittleEndian(this.Bytes(stackalloc byte[2])),
        GgufValueType.Int16 => (long)BinaryPrimitives.ReadInt16LittleEndian(this.Bytes(stackalloc byte[2])),
        GgufValueType.UInt32 => (long)this.UInt32(),
        GgufValueType.Int32 => (long)(int)this.UInt32(),
        GgufValueType.Float32 => BitConverter.UInt32BitsToSingle(this.UInt32()),
        GgufValueType.Boolean => this.Bytes(stackalloc byte[1])[0] != 0,
        GgufValueType.Text => this.Text(),
        GgufValueType.UInt64 => Whole(this.UInt64()),
        GgufValueType.Int64 => (long)this.UInt64(),
        GgufValueType.Float64 => BitConverter.UInt64BitsToDouble(this.UInt64()),
        GgufValueType.Array => this.Array(depth),
        _ => throw this.Problem($"has the type {(uint)type}; the format has the types 0 to 12."),
    };

    private static object Whole(ulong number) => number <= long.MaxValue ? (long)number : number;

    private object[] Array(int depth)
    {
        GgufValueType type = (GgufValueType)this.UInt32();

        if (depth == DeepestArray)
        {
            throw this.Problem($"is an array of arrays, more than {DeepestArray} deep.");
        }

        long count = this.Count("elements", LeastBytes(type));
        List<object> values = [];

        for (long index = 0; index < count; index++)
        {
            values.Add(this.Value(type, depth + 1));
        }

        return [.. values];
    }

    private static int LeastBytes(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Boolean => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.Array => 12,
        _ => 8,
    };

    private ReadOnlySpan<byte> Bytes(Span<byte> bytes) => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length
        ? bytes
        : throw new ImportException(path, $"the file ends within {this.Place}.");
}
