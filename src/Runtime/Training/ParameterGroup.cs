using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Linq;

namespace Weft;

/// <summary>Parameters that an <see cref="Optimizer"/> trains at a rate or with a decay of their own.</summary>
public sealed record ParameterGroup
{
    /// <summary>Names parameters.</summary>
    /// <param name="names">Their names; `*` stands for any text and `?` for one character: "output.*", "*.layers.0.*".</param>
    public ParameterGroup(params IEnumerable<string> names)
    {
        this.Names = [.. names];
    }

    /// <summary>The names, or patterns of names.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>What their learning rate is multiplied by; finite and not negative. With 0 they stay as they are.</summary>
    public double RateFactor { get; init; } = 1;

    /// <summary>Their weight decay; null for that of all others.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>
    /// Groups in which the rate shrinks from the output to the inputs: <paramref name="factor"/> in the last layer, its square in the layer
    /// below, and so on to the embeddings; final norms and heads keep the whole rate. (Clark et al., "ELECTRA", 2020.) Layers of an encoder
    /// and of a decoder count from their own last one.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="factor">The factor from layer to layer, above 0 and at most 1; 0.65 to 0.95 are usual.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="factor"/> is out of its range.</exception>
    public static ImmutableArray<ParameterGroup> ByLayer(ModelDescription model, double factor)
    {
        ArgumentNullException.ThrowIfNull(model);

        if (factor is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "The factor is above 0 and at most 1.");
        }

        string[] names = [.. model.Parameters.Select(static info => info.Name)];
        LayerDepths depths = new(names);

        return
        [
            .. names.GroupBy(depths.Of).OrderBy(static layer => layer.Key)
                .Select(layer => new ParameterGroup(layer) { RateFactor = Math.Pow(factor, layer.Key) }),
        ];
    }

    /// <summary>Whether a pattern is for the whole of a name.</summary>
    internal static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    /// <summary>Whether a parameter is one of them.</summary>
    internal bool Contains(string name)
    {
        foreach (string pattern in this.Names)
        {
            if (Matches(pattern, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Its names and what their rate is multiplied by.</summary>
    internal string DescribeRate() => FormattableString.Invariant($"{string.Join(' ', this.Names)} = {this.RateFactor:R}");

    /// <summary>Its names and decay, behind those of others; nothing where it has none of its own.</summary>
    internal string DescribeDecay() => this.WeightDecay is double decay
        ? FormattableString.Invariant($", {string.Join(' ', this.Names)}: {decay:R}")
        : "";
}
