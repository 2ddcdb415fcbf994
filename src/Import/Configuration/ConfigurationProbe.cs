using System.Collections.Generic;
using System.Collections.Immutable;

namespace Weft.Import.Configuration;

/// <summary>Which keys a family asks for, in their order: what an export has to say is what an import reads.</summary>
internal sealed class ConfigurationProbe
{
    private readonly List<ConfigurationKey> _keys = [];
    private readonly HashSet<string> _paths = [];

    /// <summary>The keys, each once.</summary>
    public IReadOnlyList<ConfigurationKey> Keys => _keys;

    /// <summary>The key that was refused or missed; null where none was.</summary>
    public string? Refused { get; private set; }

    /// <summary>Notes a key.</summary>
    public void Ask(ConfigurationKey key)
    {
        if (_paths.Add(key.Path))
        {
            _keys.Add(key);
        }
        else if (!key.Known.IsEmpty)
        {
            // Asked for twice, once only to see whether it is there.
            _keys[_keys.FindIndex(other => other.Path == key.Path)] = key;
        }
    }

    /// <summary>Notes that a key keeps the configuration from being read.</summary>
    public void Refuse(string path) => this.Refused ??= path;
}

/// <summary>A key of a configuration.</summary>
/// <param name="Path">Its name, behind those of the mappings that it is in, with dots between them.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Known">Texts that it may have; empty where any will do, or where it is no text.</param>
internal sealed record ConfigurationKey(string Path, KeyKind Kind, ImmutableArray<string> Known);

/// <summary>What the value of a key is.</summary>
internal enum KeyKind
{
    Integer,
    Number,
    Boolean,
    Text,
    Texts,
    Integers,
    Section,
}
