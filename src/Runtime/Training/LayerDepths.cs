using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Weft;

/// <summary>
/// How far below the output parameters are: 0 for heads and final norms, 1 for the last layer of a stack, most for embeddings.
/// </summary>
internal sealed class LayerDepths
{
    private readonly Dictionary<string, int> _layers;

    public LayerDepths(IEnumerable<string> parameters)
    {
        _layers = parameters.Select(static name => name.Split('.')).Where(static parts => parts.Length > 1)
            .GroupBy(static parts => parts[0], StringComparer.Ordinal)
            .ToDictionary(static stack => stack.Key, static stack => stack.Max(LayersUpTo), StringComparer.Ordinal);
    }

    /// <summary>The depth of a parameter.</summary>
    public int Of(string name)
    {
        string[] parts = name.Split('.');

        return parts[0] is not ("encoder" or "decoder") || parts[1].StartsWith("final_norm", StringComparison.Ordinal)
            ? 0
            : _layers[parts[0]] + 1 - LayersUpTo(parts);
    }

    // 0 for what is in no layer; layers that share their parameters are one, "layer".
    private static int LayersUpTo(string[] parts) => parts[1] switch
    {
        "layers" => int.Parse(parts[2], CultureInfo.InvariantCulture) + 1,
        "layer" => 1,
        _ => 0,
    };
}
