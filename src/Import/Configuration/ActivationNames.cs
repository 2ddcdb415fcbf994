using System;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Import.Configuration;

/// <summary>What activations are called there and in a spec.</summary>
internal static class ActivationNames
{
    private static readonly (string Name, string Plain, string? Gated)[] Table =
    [
        ("relu", "relu", "reglu"),
        ("relu2", "relu_squared", null),
        ("gelu", "gelu", "geglu"),
        ("gelu_python", "gelu", "geglu"),
        ("gelu_new", "gelu_tanh", "geglu_tanh"),
        ("gelu_fast", "gelu_tanh", "geglu_tanh"),
        ("gelu_pytorch_tanh", "gelu_tanh", "geglu_tanh"),
        ("gelu_python_tanh", "gelu_tanh", "geglu_tanh"),
        ("quick_gelu", "quick_gelu", null),
        ("silu", "silu", "swiglu"),
        ("swish", "silu", "swiglu"),
    ];

    private static readonly FrozenDictionary<string, (string Plain, string? Gated)> ByName =
        Table.ToFrozenDictionary(static row => row.Name, static row => (row.Plain, row.Gated), StringComparer.Ordinal);

    /// <summary>The names there; of several for one activation, the usual one stands before the others.</summary>
    public static readonly ImmutableArray<string> All = [.. Table.Select(static row => row.Name)];

    /// <summary>The activation of a feed-forward network with one inner projection.</summary>
    /// <exception cref="ImportException">There is none of that name.</exception>
    public static string Plain(ConfigurationSection config, string key, string absent) =>
        ByName.TryGetValue(config.FindText(All, key) ?? absent, out (string Plain, string? Gated) found)
            ? found.Plain
            : throw config.Unsupported(key);

    /// <summary>The activation of a name that is a part of a key's value.</summary>
    /// <exception cref="ImportException">There is none of that name.</exception>
    public static string Of(ConfigurationSection config, string key, string name, bool isGated) =>
        ByName.TryGetValue(name, out (string Plain, string? Gated) found) && (isGated ? found.Gated : found.Plain) is string activation
            ? activation
            : throw config.Unsupported(key);

    /// <summary>The gated unit whose gate goes through the activation.</summary>
    /// <param name="config">Where to look.</param>
    /// <param name="absent">The activation where no key says another.</param>
    /// <param name="keys">Names of the key.</param>
    /// <exception cref="ImportException">There is none of that name.</exception>
    public static string Gated(ConfigurationSection config, string absent, params ReadOnlySpan<string> keys) =>
        ByName.TryGetValue(config.FindText(All, keys) ?? absent, out (string Plain, string? Gated) found) && found.Gated is string gated
            ? gated
            : throw config.Unsupported(keys[0]);
}
