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

    /// <summary>Adds windows to layers that rope turns; the last of every so many sees all keys, and has no positions.</summary>
    /// <param name="specification">The model without windows.</param>
    /// <param name="config">Where to look.</param>
    /// <param name="period">Layers from one that sees all to the next, where no key says it.</param>
    /// <exception cref="ImportException">A list of layers has another length, or kinds of layers that specs have no words for.</exception>
    public static ImportedSpecification AddWithRope(ImportedSpecification specification, ConfigurationSection config, int period)
    {
        int layers = specification.DecoderLayers;

        // The list says it all; what else there is of the pattern, a number or letters, repeats it.
        _ = config.Has("sliding_window_pattern");
        IReadOnlyList<bool> isLocal = ReadTypes(config, layers) ?? ReadPeriod(config, layers, period);

        return config.FindInteger(SizeKey) is not int size ? specification : specification with
        {
            Window = WindowSettings.Of(size, isLocal),
            RopePattern = LayerPattern.Shortest(isLocal),
        };
    }

    private static IReadOnlyList<bool> ReadPeriod(ConfigurationSection config, int layers, int usual)
    {
        int period = config.FindSize("sliding_window_pattern") ?? usual;

        return [.. Enumerable.Range(1, layers).Select(layer => layer % period != 0)];
    }

    /// <summary>For each layer whether it is local; null without a list.</summary>
    /// <exception cref="ImportException">The list has another length, or kinds of layers that specs have no words for.</exception>
    public static IReadOnlyList<bool>? ReadTypes(ConfigurationSection config, int layers)
    {
        ImmutableArray<string> types = config.Texts(TypesKey, Local, Global);

        return types.IsEmpty ? null
            : types.Length == layers && types.All(static type => type is Local or Global) ? [.. types.Select(static type => type == Local)]
            : throw config.Unsupported(TypesKey);
    }
}
