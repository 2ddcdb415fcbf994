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

    /// <summary>Writes the array.</summary>
    public static void Write(Stream stream, IReadOnlyList<Measurement> measurements) => JsonSerializer.Serialize(stream, measurements, Options);
}
