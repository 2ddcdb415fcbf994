using System;
using System.IO;
using System.Text;

namespace Weft.Benchmarks.Peers.Onnx;

/// <summary>Writes a message of protocol buffers, field by field; https://protobuf.dev/programming-guides/encoding has the format.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;
    private readonly MemoryStream _stream = new();

    /// <summary>The message so far.</summary>
    public ReadOnlySpan<byte> Bytes => _stream.GetBuffer().AsSpan(0, (int)_stream.Length);

    /// <summary>Writes a whole number.</summary>
    public void Write(int field, long value)
    {
        this.WriteTag(field, Varint);
        this.WriteVarint((ulong)value);
    }

    /// <summary>Writes a float.</summary>
    public void Write(int field, float value)
    {
        this.WriteTag(field, Fixed32);
        _stream.Write(BitConverter.GetBytes(value));
    }

    /// <summary>Writes a text.</summary>
    public void Write(int field, string value) => this.Write(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Writes bytes.</summary>
    public void Write(int field, ReadOnlySpan<byte> value)
    {
        this.WriteTag(field, LengthDelimited);
        this.WriteVarint((ulong)value.Length);
        _stream.Write(value);
    }

    /// <summary>Writes a message inside this one.</summary>
    public void Write(int field, Action<ProtobufWriter> write)
    {
        ProtobufWriter message = new();
        write(message);
        this.Write(field, message.Bytes);
    }

    private void WriteTag(int field, int type) => this.WriteVarint(((ulong)field << 3) | (uint)type);

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _stream.WriteByte((byte)(value | 0x80));
        }

        _stream.WriteByte((byte)value);
    }
}
