using System;
using System.Buffers.Text;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace Weft.Images;

/// <summary>Where an image lies in the file of another.</summary>
/// <param name="Offset">In bytes, from the start of the file.</param>
/// <param name="Length">In bytes.</param>
internal readonly record struct AppendedImage(long Offset, long Length);

/// <summary>
/// The images behind the first of a file, as the target <c>WeftAppendImages</c> writes them: that for x86-64-v3, that for x86-64-v4, and a
/// line of <see cref="TrailerLength"/> bytes with both lengths.
/// </summary>
/// <param name="Avx2">The image for x86-64-v3.</param>
/// <param name="Avx512">The image for x86-64-v4.</param>
internal readonly record struct AppendedImages(AppendedImage Avx2, AppendedImage Avx512)
{
    /// <summary>The length of <c>"WEFT-IMAGES 000001234567 000001234567\n"</c>.</summary>
    public const int TrailerLength = 38;

    private const int DigitCount = 12;

    private static ReadOnlySpan<byte> Mark => "WEFT-IMAGES "u8;

    /// <summary>The best image for a processor; none where that is the first of the file.</summary>
    public AppendedImage? For(X64Level level) => level switch
    {
        X64Level.Avx512 => this.Avx512,
        X64Level.Avx2 => this.Avx2,
        _ => null,
    };

    /// <summary>Reads the last line of a file; false where no images are appended.</summary>
    public static bool TryFind(SafeFileHandle file, out AppendedImages images)
    {
        long end = RandomAccess.GetLength(file) - TrailerLength;
        Span<byte> trailer = stackalloc byte[TrailerLength];
        images = default;

        if (end < 0 || RandomAccess.Read(file, trailer, end) != TrailerLength || !trailer.StartsWith(Mark)
            || !TryReadLength(trailer[Mark.Length..], out long avx2)
            || !TryReadLength(trailer[(Mark.Length + DigitCount + 1)..], out long avx512))
        {
            return false;
        }

        images = new AppendedImages(new AppendedImage(end - avx512 - avx2, avx2), new AppendedImage(end - avx512, avx512));

        return images.Avx2.Offset > 0;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> digits, out long length) =>
        Utf8Parser.TryParse(digits[..DigitCount], out length, out int read) && read == DigitCount && length > 0;
}
