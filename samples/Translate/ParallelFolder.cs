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
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the folder.</summary>
    /// <exception cref="IOException">A file is missing or no text, or two files have different numbers of lines; the message names them.</exception>
    public static Corpus Load(Settings settings)
    {
        string folder = settings.Data!;

        if (!Directory.Exists(folder))
        {
            throw new IOException($"{folder}: there is no such folder; --data needs one with train.{settings.Source}, train.{settings.Target} and so on.");
        }

        return new Corpus
        {
            Source = settings.Source!,
            Target = settings.Target!,
            Lowercase = settings.Lowercase,
            Training = Read(settings, "train"),
            Validation = Read(settings, "val"),
            Tests = [.. Names(settings).Select(name => Read(settings, name))],
        };
    }

    // The parts that begin with "test" and have a file in the source language.
    private static IEnumerable<string> Names(Settings settings) => Directory
        .EnumerateFiles(settings.Data!, "test*")
        .Select(static path => Path.GetFileName(path))
        .Select(static name => name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name)
        .Where(name => name.EndsWith("." + settings.Source, StringComparison.Ordinal))
        .Select(name => name[..^(settings.Source!.Length + 1)])
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static ParallelText Read(Settings settings, string part)
    {
        (string sourcePath, List<string> sources) = ReadLines(settings, part, settings.Source!);
        (string targetPath, List<string> targets) = ReadLines(settings, part, settings.Target!);

        if (sources.Count != targets.Count)
        {
            throw new IOException($"{sourcePath} has {sources.Count} lines and {targetPath} has {targets.Count}: line by line, one is the translation of the other.");
        }

        return sources.Count > 0 ? new ParallelText(part, sources, targets) : throw new IOException($"{sourcePath} and {targetPath} are empty.");
    }

    private static (string Path, List<string> Lines) ReadLines(Settings settings, string part, string language)
    {
        string plain = Path.Combine(settings.Data!, $"{part}.{language}");
        string path = File.Exists(plain) ? plain : plain + ".gz";

        if (!File.Exists(path))
        {
            throw new IOException($"{plain} is missing, and so is {plain}.gz.");
        }

        try
        {
            using Stream file = File.OpenRead(path);
            using Stream text = path == plain ? file : new GZipStream(file, CompressionMode.Decompress);
            using StreamReader reader = new(text, Utf8);
            List<string> lines = [];

            while (reader.ReadLine() is string line)
            {
                lines.Add(settings.Lowercase ? line.ToLowerInvariant() : line);
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
