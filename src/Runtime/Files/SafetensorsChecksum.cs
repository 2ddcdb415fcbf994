using System;

namespace Weft;

/// <summary>
/// The checksum of a file that Weft has written, among its texts, where other readers of the format pass over it. It is that of all bytes of
/// the file, with zeros for its own digits.
/// </summary>
internal static class SafetensorsChecksum
{
    /// <summary>The text's name.</summary>
    public const string Key = "weft.checksum";

    /// <summary>The text before the checksum is known.</summary>
    public const string Unknown = "weft-crc32c:00000000";

    /// <summary>Digits of a checksum.</summary>
    public const int Digits = 8;

    // As the writer writes it, up to the digits.
    private static ReadOnlySpan<byte> Start => "\"weft.checksum\":\"weft-crc32c:"u8;

    /// <summary>Where in a header the digits are; null where it has none.</summary>
    /// <exception cref="FormatException">It had, and they are no longer where they were.</exception>
    public static int? Find(ReadOnlySpan<byte> header)
    {
        int start = header.IndexOf(Start);

        if (start >= 0 && start + Start.Length + Digits <= header.Length)
        {
            return start + Start.Length;
        }

        // Of the name and the mark before the digits, one is left where the other has been changed.
        return header.IndexOf("weft.checksum"u8) < 0 && header.IndexOf("weft-crc32c:"u8) < 0
            ? null
            : throw new FormatException($"the text '{Key}' is damaged.");
    }

    /// <summary>A checksum as it is written: its digits to the base of 16, the greatest first.</summary>
    public static byte[] Format(Crc32C checksum)
    {
        byte[] digits = new byte[Digits];

        for (int place = 0; place < Digits; place++)
        {
            digits[place] = "0123456789abcdef"u8[(int)(checksum.Value >> (4 * (Digits - 1 - place))) & 15];
        }

        return digits;
    }
}
