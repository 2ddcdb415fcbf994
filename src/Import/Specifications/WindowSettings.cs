using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Import.Specifications;

/// <summary>Layers that see a window of keys only.</summary>
/// <param name="Size">The keys a query sees, itself included; of an encoder, distances below it on either side.</param>
/// <param name="Pattern">For each layer of a period whether it is one of them.</param>
internal sealed record WindowSettings(int Size, ImmutableArray<bool> Pattern)
{
    /// <summary>A window in every layer.</summary>
    public static WindowSettings InAllLayers(int size) => new(size, [true]);

    /// <summary>A window in some layers, of which the shortest period is kept; null where no layer has one.</summary>
    public static WindowSettings? Of(int size, IReadOnlyList<bool> layers) =>
        layers.Contains(true) ? new WindowSettings(size, LayerPattern.Shortest(layers)) : null;

    /// <summary>Whether every layer has one.</summary>
    public bool IsEverywhere => this.Pattern.All(static isLocal => isLocal);
}
