using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Lowering;

/// <summary>Parameters and values in words, for the comments of generated passes.</summary>
internal static class Labels
{
    /// <summary>What every gradient of parameters is: they share a step at the end of a block.</summary>
    public const string ParameterGradients = "gradients of the parameters";

    /// <summary>A description as a comment: with a capital and a full stop.</summary>
    public static string Sentence(string description) => $"{char.ToUpperInvariant(description[0])}{description.Substring(1)}.";

    // self_attention.query.weight -> self-attention query
    public static string Of(Parameter parameter) => parameter.IsAdapter
        ? $"adapter {Letter(parameter)} of {Of(Adapted(parameter.Role))}"
        : Of(parameter.Role);

    private static string Of(string role) => role.Substring(0, role.LastIndexOf('.'))
        .Replace("_attention", "-attention").Replace("feed_forward", "feed-forward").Replace('_', ' ').Replace('.', ' ');

    // self_attention.query.lora_A.weight -> self_attention.query.weight, and A
    private static string Adapted(string role) => role.Replace(".lora_A", "").Replace(".lora_B", "");

    private static char Letter(Parameter parameter) => parameter.Role.Contains(".lora_A.") ? 'A' : 'B';

    // self_attention.query.weight, .key.weight, .value.weight -> self-attention query, key and value
    public static string Of(ImmutableArray<Parameter> stacked)
    {
        string[] others = stacked.Skip(1).Select(static parameter => Of(parameter).Split(' ').Last()).ToArray();

        return others.Length == 0
            ? Of(stacked[0])
            : $"{string.Join(", ", others.Take(others.Length - 1).Prepend(Of(stacked[0])))} and {others[others.Length - 1]}";
    }

    // attentionSumGradient -> attention sum gradient
    public static string Of(Value value) => string.Concat(
        value.Name.Select(static letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));

    /// <summary>The shape of a value: <c>[rows, 128]</c>, or <c>[heads, rows]</c> for statistics.</summary>
    public static string ShapeOf(Value value) => value switch
    {
        { Kind: ValueKind.Matrix or ValueKind.Halves } => $"[{RowsOf(value)}, {value.Columns.Count}]",
        { Kind: ValueKind.Counts } => $"[{value.Columns.Groups}, {value.Columns.Size}]",
        { Kind: ValueKind.Weights } => $"[{value.WeightRows}, {value.Columns.Count}]",
        { Kind: ValueKind.Items } => $"1 + [blocks, {Routing.ItemSize}]",
        { Columns.Count: 1, Pairs: not null } or { Columns.Count: 1, Kind: ValueKind.Statistic } => $"[{RowsOf(value)}]",
        _ => $"[{value.Columns.Count}, {RowsOf(value)}]",
    };

    // A pair is a row and one of its experts.
    private static string RowsOf(Value value) => value.Pairs is not null ? "pairs" : value.Side == Side.Pooled ? "sequences" : "rows";

    /// <summary>A number of things: 1 panel, 2 panels.</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
