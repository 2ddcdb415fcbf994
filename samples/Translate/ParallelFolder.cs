using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;

namespace Weft.Samples;

/// <summary>Reads a folder of parallel text: train.XX, val.XX and test*.XX, plain or .gz, one sentence a line.</summary>
internal static class ParallelFolder
{
    private const string Compressed = ".gz";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the folder.</summary>
    /// <param name="folder">Where the files are.</param>
    /// <param name="source">The language to translate from, as files are named.</param>
    /// <param name="target">The language to translate to.</param>
    /// <param name="lowercase">Whether to read in lower case.</param>
    /// <exception cref="IOException">A file is missing or no text, or two files have different numbers of lines; the message names them.</exception>
    public static Corpus Load(string folder, string source, string target, bool lowercase)
    {
        if (!Directory.Exists(folder))
        {
            throw new IOException($"{folder}: there is no such folder; --data needs one with train.{source}, train.{target} and so on.");
        }

        return new Corpus
        {
            Source = source,
            Target = target,
            Lowercase = lowercase,
            Training = Read("train"),
            Validation = Read("val"),
            Tests = [.. TestNames(folder, source).Select(Read)],
        };

        ParallelText Read(string part)
        {
            (string sourcePath, List<string> sources) = ReadLines(Path.Combine(folder, $"{part}.{source}"), lowercase);
            (string targetPath, List<string> targets) = ReadLines(Path.Combine(folder, $"{part}.{target}"), lowercase);

            if (sources.Count != targets.Count)
            {
                throw new IOException($"{sourcePath} has {sources.Count} lines and {targetPath} has {targets.Count}: line by line, one is the translation of the other.");
            }

            return sources.Count > 0 ? new ParallelText(part, sources, targets) : throw new IOException($"{sourcePath} and {targetPath} are empty.");
        }
    }

    // The parts that begin with "test" and have a file in the source language.
    private static IEnumerable<string> TestNames(string folder, string source) => Directory
        .EnumerateFiles(folder, "test*")
        .Select(static path => Path.GetFileName(path))
        .Select(static name => name.EndsWith(Compressed, StringComparison.Ordinal) ? name[..^Compressed.Length] : name)
        .Where(name => name.EndsWith("." + source, StringComparison.Ordinal))
        .Select(name => name[..^(source.Length + 1)])
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static (string Path, List<string> Lines) ReadLines(string plain, bool lowercase)
    {
        string path = File.Exists(plain) ? plain : plain + Compressed;

        if (!File.Exists(path))
        {
            throw new IOException($"{plain} is missing, and so is {path}.");
        }

        try
        {
            using Stream file = File.OpenRead(path);
            using Stream text = path == plain ? file : new GZipStream(file, CompressionMode.Decompress);
            using StreamReader reader = new(text, Utf8);
            List<string> lines = [];

            while (reader.ReadLine() is string line)
            {
                lines.Add(lowercase ? line.ToLowerInvariant() : line);
            }

            return (path, lines);
        }
        catch (DecoderFallbackException)
        {
            throw new IOException($"{path} is no text in UTF-8.");
        }
        catch (InvalidDataException exception)
        {
            throw new IOException($"{path} is damaged: {exception.Message}", exception);
        }
    }
}
