using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Weft.Import.Gguf;

/// <summary>
/// The keys of a GGUF file with their values. It notes which keys were asked for, as <see cref="Configuration.ConfigurationSection"/> does
/// for config.json: one of the architecture that nobody asked for may change what the model computes.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="values">Its keys.</param>
internal sealed class GgufMetadata(string path, IReadOnlyDictionary<string, object> values)
{
    private const int LongestShown = 60;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    /// <summary>Keys of an architecture that have no say in what logits are, without its name.</summary>
    private static readonly FrozenSet<string> Harmless = new[]
    {
        "vocab_size", "tensor_data_layout", "rope.scaling.finetuned", "rope.scaling.original_context_length",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Keys of an architecture that change nothing with this value.</summary>
    private static readonly FrozenDictionary<string, string> Neutral = new Dictionary<string, string>
    {
        ["attention.causal"] = "true",
        ["attention.max_alibi_bias"] = "0",
        ["attention.sliding_window"] = "0",
        ["expert_count"] = "0",
        ["expert_used_count"] = "0",
        ["logit_scale"] = "1",
        ["pooling_type"] = "0",
        ["rope.scaling.attn_factor"] = "1",
        ["use_parallel_residual"] = "false",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>A whole number, or null. An array of equal ones, as of all layers, is one.</summary>
    /// <exception cref="ImportException">It is something else, or above what an int holds.</exception>
    public int? FindInteger(string key) => this.Find(key) switch
    {
        null => null,
        long number and >= 0 and <= int.MaxValue => (int)number,
        object[] { Length: > 0 } layers when layers.All(layer => layer is long and >= 0 and <= int.MaxValue && layer.Equals(layers[0])) =>
            (int)(long)layers[0],
        object[] => throw this.Unsupported(key),
        _ => throw this.Mistyped(key, "a whole number"),
    };

    /// <summary>A whole number.</summary>
    /// <exception cref="ImportException">It is missing, or something else.</exception>
    public int Integer(string key) => this.FindInteger(key) ?? throw this.Missing(key);

    /// <summary>A number, or null.</summary>
    /// <exception cref="ImportException">It is something else, or not finite.</exception>
    public float? FindNumber(string key) => this.Find(key) switch
    {
        null => null,
        float number when float.IsFinite(number) => number,
        double number when float.IsFinite((float)number) => (float)number,
        long number => number,
        _ => throw this.Mistyped(key, "a number"),
    };

    /// <summary>A number.</summary>
    /// <exception cref="ImportException">It is missing, or something else.</exception>
    public float Number(string key) => this.FindNumber(key) ?? throw this.Missing(key);

    /// <summary>A text, or null.</summary>
    /// <exception cref="ImportException">It is something else.</exception>
    public string? FindText(string key) =>
        this.Find(key) is not object value ? null : value as string ?? throw this.Mistyped(key, "a text");

    /// <summary>true or false, or null.</summary>
    /// <exception cref="ImportException">It is something else.</exception>
    public bool? FindFlag(string key) =>
        this.Find(key) is not object value ? null : value as bool? ?? throw this.Mistyped(key, "true or false");

    /// <summary>An array of one type; null where there is none.</summary>
    /// <typeparam name="T">string, long or float.</typeparam>
    /// <exception cref="ImportException">It is something else.</exception>
    public T[]? FindArray<T>(string key) => this.Find(key) is not object value ? null
        : value is object[] array && array.All(static element => element is T)
            ? [.. array.Cast<T>()]
            : throw this.Mistyped(key, typeof(T) == typeof(string) ? "a list of texts" : "a list of numbers");

    /// <summary>Checks that every key of an architecture was asked for, or changes nothing.</summary>
    /// <exception cref="ImportException">One was not.</exception>
    public void CheckAllRead(string architecture)
    {
        string prefix = $"{architecture}.";

        foreach (string key in values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && !_read.Contains(key)))
        {
            string name = key[prefix.Length..];

            if (!Harmless.Contains(name) && Neutral.GetValueOrDefault(name) != Show(values[key]))
            {
                throw this.Unsupported(key);
            }
        }
    }

    /// <summary>That a key has a value that this importer has no arithmetic for.</summary>
    public ImportException Unsupported(string key) => this.Problem(key, "changes the arithmetic and is not supported.");

    /// <summary>That something is wrong with a key's value.</summary>
    public ImportException Problem(string key, string problem) => new(path, $"'{key}: {Show(values[key])}' {problem}");

    /// <summary>That a key is missing.</summary>
    public ImportException Missing(string key) => new(path, $"the key '{key}' is missing.");

    private object? Find(string key)
    {
        _ = _read.Add(key);

        return values.GetValueOrDefault(key);
    }

    private ImportException Mistyped(string key, string expected) => this.Problem(key, $"should be {expected}.");

    private static string Show(object value)
    {
        string text = value switch
        {
            object[] array => $"[{array.Length} elements]",
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

        return text.Length <= LongestShown ? text : $"{text[..LongestShown]}...";
    }
}
