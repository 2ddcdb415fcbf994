using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// Reads the fields of one message of protocol buffers, one after another: https://protobuf.dev/programming-guides/encoding.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;
    private ulong _number;
    private ReadOnlySpan<byte> _bytes;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>The value as a whole number.</summary>
    public readonly int Number => unchecked((int)_number);

    /// <summary>The value as a truth value.</summary>
    public readonly bool Flag => _number != 0;

    /// <summary>The value as a float of 32 bits.</summary>
    public readonly float Single => BitConverter.UInt32BitsToSingle(unchecked((uint)_number));

    /// <summary>The value as bytes, or as a message.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The value as text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(_bytes);

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    /// <exception cref="InvalidDataException">The message ends too early, or has a field of a kind that is not in use.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        ulong tag = this.ReadVarint();
        this.Field = unchecked((int)(tag >> 3));
        _bytes = default;
        _number = 0;

        switch (tag & 7)
        {
            case 0:
                _number = this.ReadVarint();
                break;
            case 1:
                _number = BinaryPrimitives.ReadUInt64LittleEndian(this.Take(sizeof(ulong)));
                break;
            case 2:
                _bytes = this.Take(this.ReadVarint());
                break;
            case 5:
                _number = BinaryPrimitives.ReadUInt32LittleEndian(this.Take(sizeof(uint)));
                break;
            default:
                throw new InvalidDataException($"A field has the kind {tag & 7}, which is not in use.");
        }

        return true;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;

        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = this.Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;

            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number is longer than 64 bits.");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
        {
            throw new InvalidDataException("The file ends in the middle of a field.");
        }

        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];

        return taken;
    }
}
