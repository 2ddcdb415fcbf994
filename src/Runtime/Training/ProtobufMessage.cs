using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Weft;

/// <summary>
/// A message of protocol buffers while it is written (protobuf.dev, "Encoding"): fields behind one another, each with its number and the
/// form of its value. It is used again and again, and allocates nothing once it is as long as it gets.
/// </summary>
internal sealed class ProtobufMessage
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    private enum Form
    {
        Integer = 0,
        EightBytes = 1,
        Bytes = 2,
        FourBytes = 5,
    }

    /// <summary>What was written since it was cleared.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Begins anew.</summary>
    public ProtobufMessage Clear()
    {
        _bytes.ResetWrittenCount();

        return this;
    }

    public ProtobufMessage Add(int field, long value)
    {
        this.Begin(field, Form.Integer);
        this.WriteInteger((ulong)value);

        return this;
    }

    public ProtobufMessage Add(int field, double value)
    {
        this.Begin(field, Form.EightBytes);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(sizeof(double)), value);
        _bytes.Advance(sizeof(double));

        return this;
    }

    public ProtobufMessage Add(int field, float value)
    {
        this.Begin(field, Form.FourBytes);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));

        return this;
    }

    public ProtobufMessage Add(int field, ReadOnlySpan<byte> value)
    {
        this.Begin(field, Form.Bytes);
        this.WriteInteger((ulong)value.Length);
        _bytes.Write(value);

        return this;
    }

    public ProtobufMessage Add(int field, string value) => this.Add(field, Encoding.UTF8.GetBytes(value));

    public ProtobufMessage Add(int field, ProtobufMessage value) => this.Add(field, value.Bytes);

    private void Begin(int field, Form form) => this.WriteInteger(((ulong)field << 3) | (ulong)form);

    // Seven bits a byte, the lowest first; the eighth says that more follow.
    private void WriteInteger(ulong value)
    {
        Span<byte> bytes = _bytes.GetSpan(10);
        int count = 0;

        for (; value > 0x7F; value >>= 7)
        {
            bytes[count++] = (byte)(value | 0x80);
        }

        bytes[count++] = (byte)value;
        _bytes.Advance(count);
    }
}
