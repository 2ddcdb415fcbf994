using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Weft.Samples;

/// <summary>The vectors of passages, and what finds the nearest of them.</summary>
/// <param name="vectors">One after another, each of length 1.</param>
internal sealed class SearchIndex(float[] vectors)
{
    private const string VectorsName = "vectors";
    private const string FingerprintName = "search.passages";

    /// <summary>Reads an index; null where there is none, or that of other passages.</summary>
    /// <exception cref="IOException">It is damaged or cannot be read.</exception>
    public static SearchIndex? Open(string path, Library library)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);

        return file.Metadata.GetValueOrDefault(FingerprintName) == Fingerprint(library) ? new SearchIndex(file.ReadSingles(VectorsName)) : null;
    }

    /// <summary>Saves the index.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path, Library library)
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata(FingerprintName, Fingerprint(library));
        writer.Add(VectorsName, [library.Passages.Count, SentenceEncoder.Size], vectors);
        writer.Save(path);
    }

    /// <summary>The passages whose vectors are nearest to one, the nearest first, with the cosines.</summary>
    public IReadOnlyList<(int Passage, float Score)> Find(ReadOnlySpan<float> vector, int count)
    {
        float[] scores = new float[vectors.Length / vector.Length];

        for (int passage = 0; passage < scores.Length; passage++)
        {
            scores[passage] = Product(vectors.AsSpan(passage * vector.Length, vector.Length), vector);
        }

        return [.. scores.Index().OrderByDescending(static pair => pair.Item).Take(count)];
    }

    private static float Product(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        float sum = 0;

        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    // Where a text was changed, or is cut in another way, its vectors are others.
    private static string Fingerprint(Library library)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        foreach (Passage passage in library.Passages)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(passage.Text));
            hash.AppendData([0]);
        }

        return Base64Url.EncodeToString(hash.GetHashAndReset());
    }
}
