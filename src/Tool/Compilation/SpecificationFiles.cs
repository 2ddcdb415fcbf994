using System;
using System.IO;
using System.Text;
using Weft.Generator.Pipeline;
using Weft.Generator.Specification;

namespace Weft.Tool.Compilation;

/// <summary>Spec files as a compiler reads them.</summary>
internal static class SpecificationFiles
{
    // UTF-8 takes at most four bytes for a character that the reader counts.
    private const int MostBytes = 4 * (Limits.FileLength + 1);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It is missing or cannot be read; the message names it.</exception>
    public static SpecificationFile Read(string path, string rootNamespace = "") => new(path, ReadText(path), rootNamespace);

    /// <summary>Reads a file, or finds in its place what the generator has a message of its own for.</summary>
    public static SpecificationFile ReadIfPossible(string path)
    {
        try
        {
            return Read(path);
        }
        catch (IOException)
        {
            return new SpecificationFile(path, Text: null, RootNamespace: "");
        }
    }

    // Null for what is no text: the reader has a message for it, as for everything else that is wrong inside a file.
    private static string? ReadText(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] bytes = new byte[MostBytes + 1];
            int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);

            // A file that is cut off here is over the reader's limit wherever its last character ends.
            return count > MostBytes ? new string(' ', Limits.FileLength + 1) : Utf8.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"{path}: there is no such file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                Directory.Exists(path) ? $"{path}: this is a folder and no file." : $"{path}: the file cannot be read. {exception.Message}",
                exception);
        }
    }
}
