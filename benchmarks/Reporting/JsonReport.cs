using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weft.Benchmarks.Measuring;

namespace Weft.Benchmarks.Reporting;

/// <summary>The measurements for machines: an array of objects; what a measurement lacks is null.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<Measurement> measurements) => AtomicFile.Write(path, stream => Write(stream, measurements));

    /// <summary>Checks that a file can be made beside <paramref name="path"/>, which is how it will be written.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public static void CheckWritable(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder; --json needs the name of a file.");
        }

        try
        {
            using FileStream probe = new(path + ".partial", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} could not be written: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the array.</summary>
    public static void Write(Stream stream, IReadOnlyList<Measurement> measurements) => JsonSerializer.Serialize(stream, measurements, Options);
}
