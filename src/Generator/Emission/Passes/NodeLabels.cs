using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Emission.Passes;

/// <summary>Nodes and parameters in words, for the comments of generated passes.</summary>
internal static class NodeLabels
{
    /// <summary>A few words on a node, for the comment above its phase.</summary>
    public static string Describe(Node node) => node switch
    {
        Embedding => "token embeddings" + (((Embedding)node).Positions is not null || ((Embedding)node).Sinusoidal ? " and positions" : ""),
        Norm norm => Label(norm.Weight),
        Projection projection => Labels(projection.Weights) + (projection.Activation is null ? "" : $" and {projection.Activation.ToString().ToLowerInvariant()}") +
            (projection.Residual is null ? "" : " and the residual"),
        Dropout dropout => $"dropout of {Words(dropout.Input.Name)}",
        Attention attention => AttentionLabel(attention),
        Graph.CrossEntropy => "losses",
        InputGradient gradient => $"through {Labels(gradient.Weights)}",
        NormGradient gradient => $"through {Label(gradient.Weight)}",
        Graph.AttentionGradient gradient => $"through {AttentionLabel(gradient.Forward)}",
        Graph.Gate => "the gate",
        Clear => "no gradient of the encoder's output yet",
        Graph.GateGradient => "through the gate",
        Rotary rotary => rotary.IsInverse ? "queries and keys turned back" : "queries and keys turned by their positions",
        _ => "gradients of the parameters",
    };

    /// <summary>A description as a comment: with a capital and a full stop.</summary>
    public static string Sentence(string description) => $"{char.ToUpperInvariant(description[0])}{description.Substring(1)}.";

    private static string AttentionLabel(Attention attention) => attention.Query.Matrix == attention.Key.Matrix ? "self-attention" : "cross-attention";

    // self_attention.query.weight -> self-attention query
    public static string Label(Parameter parameter) => parameter.Name.Substring(0, parameter.Name.LastIndexOf('.'))
        .Replace("_attention", "-attention").Replace("feed_forward", "feed-forward").Replace('_', ' ').Replace('.', ' ');

    // self_attention.query.weight, .key.weight, .value.weight -> self-attention query, key and value
    public static string Labels(ImmutableArray<Parameter> stacked)
    {
        string[] others = stacked.Skip(1).Select(static parameter => Label(parameter).Split(' ').Last()).ToArray();

        return others.Length == 0
            ? Label(stacked[0])
            : $"{string.Join(", ", others.Take(others.Length - 1).Prepend(Label(stacked[0])))} and {others[others.Length - 1]}";
    }

    // attentionSumGradient -> attention sum gradient
    private static string Words(string name) => string.Concat(name.Select(static letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));

    public static string Panels(int count) => count == 1 ? "1 panel" : $"{count} panels";
}
