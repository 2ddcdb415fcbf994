using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Weft.Stress.Files;

/// <summary>Changes files as disks, networks and people who mean harm do: bits, lengths, sizes that are announced, numbers and words in texts.</summary>
internal static class FileChanges
{
    private const int MostChanges = 4;
    private const int LongestRange = 64;

    private static readonly long[] Sizes =
        [0, 1, -1, sbyte.MaxValue, short.MaxValue, ushort.MaxValue, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 40, 1L << 62, long.MaxValue, long.MinValue];

    private static readonly string[] Words =
    [
        "0", "-1", "1e300", "99999999999999999999", "1.5", "null", "true", "false", "\"\"", "\"a\"", "[]", "{}", "[[[[[[[[", "\"\\ud800\"", ",", ":", "\0",
    ];

    private static readonly Func<byte[], Random, byte[]>[] All = [FlipBit, SetByte, Cut, Remove, Repeat, SetSize, SetWord, SetDigits];

    /// <summary>The bytes after one change or a few.</summary>
    public static byte[] Apply(byte[] bytes, Random random)
    {
        for (int change = random.Next(MostChanges); change >= 0 && bytes.Length > 0; change--)
        {
            bytes = All[random.Next(All.Length)](bytes, random);
        }

        return bytes;
    }

    // Most of what can go wrong stands in the first part of a file: counts, headers, names.
    private static int Place(byte[] bytes, Random random) => random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 4096) : bytes.Length);

    private static int Length(byte[] bytes, int start, Random random) => Math.Min(bytes.Length - start, random.Next(1, LongestRange + 1));

    private static byte[] FlipBit(byte[] bytes, Random random)
    {
        byte[] changed = [.. bytes];
        changed[Place(bytes, random)] ^= (byte)(1 << random.Next(8));

        return changed;
    }

    private static byte[] SetByte(byte[] bytes, Random random)
    {
        byte[] changed = [.. bytes];
        changed[Place(bytes, random)] = (byte)random.Next(256);

        return changed;
    }

    private static byte[] Cut(byte[] bytes, Random random) => bytes[..Place(bytes, random)];

    private static byte[] Remove(byte[] bytes, Random random)
    {
        int start = Place(bytes, random);

        return [.. bytes.AsSpan(0, start), .. bytes.AsSpan(start + Length(bytes, start, random))];
    }

    private static byte[] Repeat(byte[] bytes, Random random)
    {
        int start = Place(bytes, random);
        int end = start + Length(bytes, start, random);

        return [.. bytes.AsSpan(0, end), .. bytes.AsSpan(start)];
    }

    private static byte[] SetSize(byte[] bytes, Random random)
    {
        byte[] size = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(size, Sizes[random.Next(Sizes.Length)]);

        return Replace(bytes, Place(bytes, random), length: null, size[..(1 << random.Next(4))]);
    }

    private static byte[] SetWord(byte[] bytes, Random random)
    {
        int start = Place(bytes, random);

        return Replace(bytes, start, Length(bytes, start, random) - 1, Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]));
    }

    // A number of a text, the first one from a random place on.
    private static byte[] SetDigits(byte[] bytes, Random random)
    {
        int start = bytes.AsSpan(Place(bytes, random)).IndexOfAnyInRange((byte)'0', (byte)'9') is int offset and >= 0 ? offset : 0;
        int length = bytes.AsSpan(start).IndexOfAnyExceptInRange((byte)'0', (byte)'9');

        return Replace(bytes, start, Math.Max(0, length), Encoding.UTF8.GetBytes(Words[random.Next(Words.Length)]));
    }

    // Without a length, over as many bytes as there are new ones.
    private static byte[] Replace(byte[] bytes, int start, int? length, IReadOnlyCollection<byte> by)
    {
        int end = Math.Min(bytes.Length, start + (length ?? by.Count));

        return [.. bytes.AsSpan(0, start), .. by, .. bytes.AsSpan(end)];
    }
}
