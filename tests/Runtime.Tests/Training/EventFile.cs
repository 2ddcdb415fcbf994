using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using Google.Protobuf;
using Xunit;

namespace Weft.Runtime.Tests.Training;

/// <summary>A record of TensorBoard's file.</summary>
internal sealed record EventRecord
{
    public double WallTime { get; set; }

    public long Step { get; set; }

    public string? Version { get; set; }

    public List<(string Tag, float Value)> Numbers { get; } = [];

    public List<(string Tag, string Text)> Texts { get; } = [];
}

/// <summary>
/// Reads such a file: the framing by the letter of TensorFlow's record_writer.h, with a check of a bit at a time, and the messages with
/// Google.Protobuf. A field that event.proto does not have where it stands is a failure.
/// </summary>
internal static class EventFile
{
    public static IEnumerable<EventRecord> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);

        for (int at = 0; at < bytes.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(MaskedCheck(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            Assert.Equal(MaskedCheck(bytes.AsSpan(at + 12, length)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));

            yield return ReadEvent(new CodedInputStream(bytes, at + 12, length));

            at += 16 + length;
        }
    }

    private static EventRecord ReadEvent(CodedInputStream input)
    {
        EventRecord record = new();

        foreach (int field in Fields(input))
        {
            switch (field)
            {
                case 1:
                    record.WallTime = input.ReadDouble();
                    break;
                case 2:
                    record.Step = input.ReadInt64();
                    break;
                case 3:
                    record.Version = input.ReadString();
                    break;
                case 5:
                    ReadSummary(Message(input), record);
                    break;
                default:
                    throw new InvalidDataException($"Event has no field {field} here.");
            }
        }

        return record;
    }

    private static void ReadSummary(CodedInputStream input, EventRecord record)
    {
        foreach (int field in Fields(input))
        {
            Assert.Equal(1, field);
            ReadValue(Message(input), record);
        }
    }

    private static void ReadValue(CodedInputStream input, EventRecord record)
    {
        string tag = "";
        string? text = null;
        string? plugin = null;

        foreach (int field in Fields(input))
        {
            switch (field)
            {
                case 1:
                    tag = input.ReadString();
                    break;
                case 2:
                    record.Numbers.Add((tag, input.ReadFloat()));
                    break;
                case 8:
                    text = ReadTensor(Message(input));
                    break;
                case 9:
                    plugin = ReadOnly(ReadOnlyMessage(Message(input), 1), 1);
                    break;
                default:
                    throw new InvalidDataException($"Summary.Value has no field {field} here.");
            }
        }

        if (text is not null)
        {
            Assert.Equal("text", plugin);
            record.Texts.Add((tag, text));
        }
    }

    // One element of DT_STRING.
    private static string ReadTensor(CodedInputStream input)
    {
        string text = "";

        foreach (int field in Fields(input))
        {
            switch (field)
            {
                case 1:
                    Assert.Equal(7, input.ReadEnum());
                    break;
                case 2:
                    CodedInputStream dimension = ReadOnlyMessage(Message(input), 2);
                    Assert.Equal(1, WireFormat.GetTagFieldNumber(dimension.ReadTag()));
                    Assert.Equal(1, dimension.ReadInt64());
                    break;
                case 8:
                    text = input.ReadString();
                    break;
                default:
                    throw new InvalidDataException($"TensorProto has no field {field} here.");
            }
        }

        return text;
    }

    private static CodedInputStream Message(CodedInputStream input) => new(input.ReadBytes().ToByteArray());

    private static CodedInputStream ReadOnlyMessage(CodedInputStream input, int field)
    {
        Assert.Equal(field, WireFormat.GetTagFieldNumber(input.ReadTag()));

        return Message(input);
    }

    private static string ReadOnly(CodedInputStream input, int field)
    {
        Assert.Equal(field, WireFormat.GetTagFieldNumber(input.ReadTag()));

        return input.ReadString();
    }

    private static IEnumerable<int> Fields(CodedInputStream input)
    {
        while (input.ReadTag() is uint tag and not 0)
        {
            yield return WireFormat.GetTagFieldNumber(tag);
        }
    }

    // record_writer.h: ((crc >> 15) | (crc << 17)) + 0xa282ead8, of CRC-32C.
    private static uint MaskedCheck(ReadOnlySpan<byte> bytes)
    {
        uint check = uint.MaxValue;

        foreach (byte value in bytes)
        {
            check ^= value;

            for (int bit = 0; bit < 8; bit++)
            {
                check = (check >> 1) ^ ((check & 1) * 0x82F63B78);
            }
        }

        return unchecked(((~check >> 15) | (~check << 17)) + 0xA282EAD8);
    }
}
