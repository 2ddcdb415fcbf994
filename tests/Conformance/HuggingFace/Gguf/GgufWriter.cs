using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Weft.Conformance.HuggingFace;

/// <summary>
/// Writes GGUF files as their format is published, for whoever checks that they are read: keys, a table of tensors, the tensors.
/// </summary>
internal sealed class GgufWriter
{
    private const int Alignment = 32;
    private readonly List<(string Key, uint Type, Action<BinaryWriter> Write)> _keys = [];
    private readonly List<(string Name, uint Type, long[] Shape, byte[] Data)> _tensors = [];

    /// <summary>The version that the file says.</summary>
    public uint Version { get; set; } = 3;

    /// <summary>Adds a key with a number of 32 bits, without a sign.</summary>
    public GgufWriter Whole(string key, uint value) => this.Key(key, 4, writer => writer.Write(value));

    /// <summary>Adds a key with a single.</summary>
    public GgufWriter Number(string key, float value) => this.Key(key, 6, writer => writer.Write(value));

    /// <summary>Adds a key with true or false.</summary>
    public GgufWriter Flag(string key, bool value) => this.Key(key, 7, writer => writer.Write(value));

    /// <summary>Adds a key with a text.</summary>
    public GgufWriter Text(string key, string value) => this.Key(key, 8, writer => WriteText(writer, value));

    /// <summary>Adds a key with a list of texts.</summary>
    public GgufWriter Texts(string key, params string[] values) => this.Array(key, 8, values, WriteText);

    /// <summary>Adds a key with a list of singles.</summary>
    public GgufWriter Numbers(string key, params float[] values) => this.Array(key, 6, values, static (writer, value) => writer.Write(value));

    /// <summary>Adds a key with a list of numbers of 32 bits.</summary>
    public GgufWriter Wholes(string key, params int[] values) => this.Array(key, 5, values, static (writer, value) => writer.Write(value));

    /// <summary>Adds a key of any type.</summary>
    public GgufWriter Key(string key, uint type, Action<BinaryWriter> write)
    {
        _keys.Add((key, type, write));

        return this;
    }

    /// <summary>Takes a key out.</summary>
    public GgufWriter Remove(string key)
    {
        _ = _keys.RemoveAll(entry => entry.Key == key);

        return this;
    }

    /// <summary>Takes a tensor out.</summary>
    public GgufWriter RemoveTensor(string name)
    {
        _ = _tensors.RemoveAll(entry => entry.Name == name);

        return this;
    }

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">The number of its type.</param>
    /// <param name="shape">Its dimensions, the one whose elements are neighbours last.</param>
    /// <param name="data">Its bytes.</param>
    public GgufWriter Tensor(string name, uint type, long[] shape, byte[] data)
    {
        _tensors.Add((name, type, shape, data));

        return this;
    }

    /// <summary>The bytes of the file.</summary>
    /// <param name="offsetOf">Where a tensor is said to begin; null for where it does.</param>
    public byte[] ToArray(Func<string, long, long>? offsetOf = null)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write("GGUF"u8);
        writer.Write(this.Version);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_keys.Count);

        foreach ((string key, uint type, Action<BinaryWriter> write) in _keys)
        {
            WriteText(writer, key);
            writer.Write(type);
            write(writer);
        }

        long offset = 0;

        foreach ((string name, uint type, long[] shape, byte[] data) in _tensors)
        {
            WriteText(writer, name);
            writer.Write((uint)shape.Length);

            for (int dimension = shape.Length - 1; dimension >= 0; dimension--)
            {
                writer.Write(shape[dimension]);
            }

            writer.Write(type);
            writer.Write(offsetOf?.Invoke(name, offset) ?? offset);
            offset = Align(offset + data.Length);
        }

        foreach ((_, _, _, byte[] data) in _tensors)
        {
            writer.Write(new byte[Align(stream.Length) - stream.Length]);
            writer.Write(data);
            writer.Flush();
        }

        return stream.ToArray();
    }

    private static long Align(long position) => (position + Alignment - 1) / Alignment * Alignment;

    private static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private GgufWriter Array<T>(string key, uint type, T[] values, Action<BinaryWriter, T> write) => this.Key(key, 9, writer =>
    {
        writer.Write(type);
        writer.Write((ulong)values.Length);

        foreach (T value in values)
        {
            write(writer, value);
        }
    });
}
