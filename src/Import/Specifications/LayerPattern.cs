using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Import.Specifications;

/// <summary>What layers are by turns.</summary>
internal static class LayerPattern
{
    /// <summary>The shortest list that gives the kinds of all layers when it is repeated.</summary>
    /// <param name="layers">The kind of each layer; at least one.</param>
    public static ImmutableArray<bool> Shortest(IReadOnlyList<bool> layers)
    {
        int period = Enumerable.Range(1, layers.Count)
            .First(length => layers.Select((_, layer) => layers[layer % length]).SequenceEqual(layers));

        return [.. layers.Take(period)];
    }
}
