using System;
using System.Linq;
using System.Text.Json;

namespace Weft.Import.Gguf;

/// <summary>
/// How wave lengths are stretched. Of Llama 3.1 and its relatives no key says it: a tensor has what each frequency is divided by. Where
/// these are the factors of that rule, the rule is what a specification can say; others it cannot.
/// </summary>
internal static class GgufRope
{
    /// <summary>The divisors of frequencies.</summary>
    public const string FactorsTensor = "rope_freqs.weight";

    private const string ScalingKey = "rope_scaling";
    private const float Tolerance = 1e-4f;

    // All published models have them.
    private const double LowFactor = 1;
    private const double HighFactor = 4;

    /// <summary>Writes the mapping rope_scaling of a configuration, if there is anything to say.</summary>
    /// <exception cref="ImportException">The wave lengths are stretched in a way that specifications have no words for.</exception>
    public static void Write(Utf8JsonWriter json, GgufFile file, string architecture)
    {
        string prefix = $"{architecture}.rope.scaling.";
        string type = file.Metadata.FindText($"{prefix}type") ?? "none";
        SafetensorsTensor? factors = file.Tensors.FirstOrDefault(static tensor => tensor.Name == FactorsTensor);

        if (type is not ("none" or "linear" or "yarn") || (type != "none" && factors is not null))
        {
            throw file.Metadata.Unsupported($"{prefix}type");
        }

        if (factors is not null)
        {
            WriteFactors(json, file, architecture);
        }
        else if (type != "none")
        {
            json.WriteStartObject(ScalingKey);
            json.WriteString("rope_type", type);
            json.WriteNumber("factor", file.Metadata.Number($"{prefix}factor"));

            if (type == "yarn")
            {
                json.WriteNumber("original_max_position_embeddings", file.Metadata.Integer($"{prefix}original_context_length"));
            }

            json.WriteEndObject();
        }
        else if ((file.Metadata.FindNumber($"{prefix}factor") ?? 1) is not (0 or 1))
        {
            throw file.Metadata.Unsupported($"{prefix}factor");
        }
    }

    private static void WriteFactors(Utf8JsonWriter json, GgufFile file, string architecture)
    {
        float[] factors = file.ReadSingles(FactorsTensor);

        if (factors.All(static factor => factor == 1))
        {
            return;
        }

        float theta = file.Metadata.Number($"{architecture}.rope.freq_base");
        double[] lengths = [.. factors.Select((_, pair) => 2 * Math.PI * Math.Pow(theta, (double)pair / factors.Length))];
        int original = OriginalLength(factors, lengths);

        bool IsRule(int pair) => IsNear(factors[pair], Factor(lengths[pair], factors[^1], original));

        if (original == 0 || !Enumerable.Range(0, factors.Length).All(IsRule))
        {
            throw new ImportException(
                file.Path, $"tensor '{FactorsTensor}': its factors are not those of Llama 3.1, and no others are supported.");
        }

        json.WriteStartObject(ScalingKey);
        json.WriteString("rope_type", "llama3");
        json.WriteNumber("factor", factors[^1]);
        json.WriteNumber("low_freq_factor", LowFactor);
        json.WriteNumber("high_freq_factor", HighFactor);
        json.WriteNumber("original_max_position_embeddings", original);
        json.WriteEndObject();
    }

    /// <summary>
    /// The original length, from the first wave that is stretched in part: 1 / factor is there (1 - s) / f + s, with
    /// s = (length / wave length - low) / (high - low). 0 where no wave is, or it comes to no length.
    /// </summary>
    private static int OriginalLength(float[] factors, double[] waveLengths)
    {
        double last = factors[^1];
        int pair = Array.FindIndex(factors, factor => !IsNear(factor, 1) && !IsNear(factor, last));

        if (pair < 0 || !(last > 1))
        {
            return 0;
        }

        double smooth = ((1 / (double)factors[pair]) - (1 / last)) / (1 - (1 / last));
        double length = waveLengths[pair] * ((smooth * (HighFactor - LowFactor)) + LowFactor);

        return length is > 0.5 and < int.MaxValue ? (int)Math.Round(length) : 0;
    }

    private static double Factor(double waveLength, double factor, int original)
    {
        double smooth = Math.Clamp(((original / waveLength) - LowFactor) / (HighFactor - LowFactor), 0, 1);

        return 1 / (((1 - smooth) / factor) + smooth);
    }

    private static bool IsNear(double value, double other) => Math.Abs(value - other) <= Tolerance * other;
}
