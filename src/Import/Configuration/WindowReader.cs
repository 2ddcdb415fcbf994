using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Specifications;

namespace Weft.Import.Configuration;

/// <summary>Reads which layers see a window of keys.</summary>
internal static class WindowReader
{
    private const string SizeKey = "sliding_window";
    private const string TypesKey = "layer_types";
    private const string Local = "sliding_attention";
    private const string Global = "full_attention";

    /// <summary>One window for all layers; null without a size.</summary>
    public static WindowSettings? ReadEverywhere(ConfigurationSection config) =>
        config.FindInteger(SizeKey) is int size ? WindowSettings.InAllLayers(size) : null;

    /// <summary>The layers that are listed as local, or where there is no list, those that the family says.</summary>
    /// <param name="config">Where to look.</param>
    /// <param name="layers">The layers there are.</param>
    /// <param name="isLocal">Whether a layer is local where no list says so.</param>
    /// <exception cref="ImportException">The list has another length, or kinds of layers that specs have no words for.</exception>
    public static WindowSettings? Read(ConfigurationSection config, int layers, Func<int, bool> isLocal)
    {
        IReadOnlyList<bool> pattern = ReadTypes(config, layers) ?? [.. Enumerable.Range(0, layers).Select(isLocal)];

        return config.FindInteger(SizeKey) is int size ? WindowSettings.Of(size, pattern) : null;
    }

    /// <summary>For each layer whether it is local; null without a list.</summary>
    /// <exception cref="ImportException">The list has another length, or kinds of layers that specs have no words for.</exception>
    public static IReadOnlyList<bool>? ReadTypes(ConfigurationSection config, int layers)
    {
        ImmutableArray<string> types = config.Texts(TypesKey);

        return types.IsEmpty ? null
            : types.Length == layers && types.All(static type => type is Local or Global) ? [.. types.Select(static type => type == Local)]
            : throw config.Unsupported(TypesKey);
    }
}
