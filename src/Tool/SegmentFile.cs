using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace Weft.Tool;

/// <summary>Text files of one segment a line, UTF-8, also gzipped where the name ends in .gz.</summary>
internal static class SegmentFile
{
    private const byte LineFeed = (byte)'\n';

    /// <summary>
    /// The segments of a file, as sacreBLEU reads it: a line feed ends a segment and nothing else does, and white space at a segment's end,
    /// carriage returns included, is no part of it. A byte order mark at the beginning is skipped.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read, is empty, or is not UTF-8; the message names it, and the line.</exception>
    public static List<string> Read(string path)
    {
        ReadOnlySpan<byte> rest = ReadBytes(path);
        UTF8Encoding encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        List<string> segments = [];
        rest = rest.StartsWith(Encoding.UTF8.Preamble) ? rest[Encoding.UTF8.Preamble.Length..] : rest;

        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf(LineFeed);
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];

            try
            {
                segments.Add(SegmentText.TrimEnd(encoding.GetString(line)));
            }
            catch (DecoderFallbackException exception)
            {
                throw new IOException($"{path}, line {segments.Count + 1}: this is not UTF-8 text.", exception);
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return segments.Count > 0 ? segments : throw new IOException($"{path}: the file is empty.");
    }

    /// <summary>
    /// Reference files beside a file of hypotheses: of the same number of lines, and on every line not all of them empty.
    /// </summary>
    /// <exception cref="IOException">They are not; the message names the files, and the line.</exception>
    public static List<List<string>> ReadReferences(string hypothesisPath, List<string> hypotheses, IReadOnlyList<string> paths)
    {
        List<List<string>> references = [];

        foreach (string path in paths)
        {
            List<string> segments = Read(path);

            if (segments.Count != hypotheses.Count)
            {
                throw new IOException(
                    $"{path}, line {Math.Min(segments.Count, hypotheses.Count) + 1}: the file has {segments.Count} segments, " +
                    $"and {hypothesisPath} has {hypotheses.Count}.");
            }

            references.Add(segments);
        }

        for (int line = 0; line < hypotheses.Count; line++)
        {
            if (references.TrueForAll(stream => stream[line].Length == 0))
            {
                throw new IOException($"{string.Join(", ", paths)}, line {line + 1}: there is no reference for this segment.");
            }
        }

        return references;
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                return File.ReadAllBytes(path);
            }

            using GZipStream zipped = new(File.OpenRead(path), CompressionMode.Decompress);
            using MemoryStream bytes = new();
            zipped.CopyTo(bytes);

            return bytes.ToArray();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"{path}: there is no such file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new IOException($"{path}: the file cannot be read. {exception.Message}", exception);
        }
    }
}
