using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Weft.Import.Specifications;

namespace Weft.Import.Loading;

/// <summary>
/// The settings of an imported specification that its parameters' names and shapes do not tell, to be compared with those that a compiled
/// model carries in <see cref="ModelDescription.Function"/>.
/// </summary>
internal static class FunctionSettings
{
    /// <summary>What a compiled model says of a key that a specification leaves out, where it says it of every model.</summary>
    private static readonly FrozenDictionary<string, string> Defaults = new Dictionary<string, string>
    {
        ["activation"] = "relu",
        ["norm_epsilon"] = "1e-5",
        ["norm_placement"] = "post",
        ["positional_encoding"] = "sinusoidal",
        ["rope_theta"] = "10000",
        ["window"] = "none",
        ["scale_embeddings"] = "false",
        ["low_frequency_factor"] = "1",
        ["high_frequency_factor"] = "4",
        ["beta_fast"] = "32",
        ["beta_slow"] = "1",
        ["channels"] = "3",
        ["class_token"] = "true",
        ["normalize"] = "true",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Keys that a compiled model says nothing of where they have their defaults.</summary>
    private static readonly FrozenSet<string> Optional = new[]
    {
        "parallel_sublayers", "rope_fraction", "type", "factor", "rope_local_theta", "rope_pattern", "attention_scale",
        "attention_soft_cap", "active", "max_distance", "logit_scale", "embedding_scale", "residual_scale", "logit_soft_cap",
        "window_pattern", "pooling", "height", "width", "patch", "mixer",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Keys whose value follows from the architecture, or from the sizes.</summary>
    private static readonly FrozenSet<string> Derived =
        new[] { "heads", "masking", "original_length", "attention_factor" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a setting of a compiled model is compared, or follows from others.</summary>
    internal static bool IsKnown(string name) => Defaults.ContainsKey(name) || Optional.Contains(name) || Derived.Contains(name);

    /// <summary>The settings that differ: their names, their values here and there.</summary>
    /// <param name="specification">What was imported.</param>
    /// <param name="compiled">What the compiled model says of itself.</param>
    /// <param name="maxLength">The longest sequence of the compiled model.</param>
    public static IEnumerable<(string Name, string Imported, string Compiled)> Differences(
        ImportedSpecification specification, ILookup<string, string> compiled, int maxLength)
    {
        ILookup<string, string> imported = Settings(specification, maxLength)
            .ToLookup(static setting => setting.Name, static setting => setting.Value);

        foreach (string name in compiled.Select(static group => group.Key).Where(static name => name != "masking"))
        {
            // One activation may be that of the head, one number of heads that of the encoder; these come first in both.
            string[] ours = imported.Contains(name) ? [.. imported[name]] : [Defaults.GetValueOrDefault(name, "none")];
            string[] theirs = [.. compiled[name]];

            if (!ours.SequenceEqual(theirs, SettingComparer.Instance))
            {
                yield return (name, string.Join(", ", ours), string.Join(", ", theirs));
            }
        }

        foreach (string missing in Optional.Where(name => imported.Contains(name) && !compiled.Contains(name)))
        {
            yield return (missing, imported[missing].First(), "none");
        }
    }

    /// <summary>The settings that a compiled model says of itself; a name may stand there twice.</summary>
    public static ILookup<string, string> Parse(string function) => function.Split("; ")
        .Select(static setting => setting.Split(": ", 2))
        .ToLookup(static parts => parts[0], static parts => parts[^1]);

    private static IEnumerable<(string Name, string Value)> Settings(ImportedSpecification specification, int maxLength)
    {
        // A window as long as the longest sequence hides nothing, and a scale may be the usual one.
        bool hasWindow = specification.Window is WindowSettings window && window.Size < maxLength;
        float usualScale = (float)(1 / Math.Sqrt(specification.HeadColumns));

        foreach ((string key, string? value) in SpecificationWriter.Entries(specification))
        {
            bool isMeant = key switch
            {
                "window" or "window_pattern" => hasWindow,
                "attention_scale" => specification.AttentionScale != usualScale,
                _ => true,
            };

            foreach ((string Name, string Value) setting in value is null || !isMeant ? [] : Parts(key, value))
            {
                yield return setting;
            }
        }

        if (specification is { Output: "classes" or "values", Pooling: null })
        {
            yield return ("pooling", specification.Architecture == "decoder" ? "last" : "first");
        }

        if (specification.Rope?.Scaling is RopeScaling scaling)
        {
            if (scaling.OriginalLength is null)
            {
                yield return ("original_length", maxLength.ToString(CultureInfo.InvariantCulture));
            }

            if (scaling.AttentionFactor is null)
            {
                yield return ("attention_factor", ((float)((0.1 * Math.Log(scaling.Factor)) + 1)).ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    // Keys in a mapping stand for themselves. Of some mappings the others leave their trace in the parameters.
    private static IEnumerable<(string Name, string Value)> Parts(string key, string value)
    {
        string[]? traceless = key switch
        {
            "head" => ["activation"],
            "encoder" => ["heads"],
            "experts" => ["active", "normalize"],
            "relative_bias" => ["max_distance"],
            _ => null,
        };

        return traceless is null && key is not ("rope_scaling" or "image") ? [(key, value)]
            : value.Trim('{', '}', ' ').Split(", ").Select(static part => part.Split(": "))
                .Where(parts => traceless is null || traceless.Contains(parts[0]))
                .Select(static parts => (parts[0], parts[1]));
    }

    // Numbers are equal whatever their spelling.
    private sealed class SettingComparer : IEqualityComparer<string>
    {
        public static readonly SettingComparer Instance = new();

        public bool Equals(string? x, string? y) => x == y || (Number(x) is float first && Number(y) is float second && first == second);

        public int GetHashCode(string obj) => 0;

        private static float? Number(string? text) =>
            float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) ? number : null;
    }
}
