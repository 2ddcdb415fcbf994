using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>
/// What layers keep for the backward pass, in 16 bits: matrices are halved behind the last node that writes them, and whole again before
/// the first that reads them. The input stays as it is, for the next layer reads it too, and so do statistics, which are few, and queries
/// and keys: probabilities are made again of them and of the greatest score as it was, and an exponential makes much of a small difference.
/// </summary>
internal static class Halving
{
    /// <summary>A block, with its kept matrices in a format.</summary>
    public static Block Of(Block block, KeptFormat format)
    {
        if (format == KeptFormat.Float32 || block.Input is null || block.Output is null)
        {
            return block;
        }

        List<Node> forward = [.. block.Forward];
        List<Node> backward = [.. block.Backward];
        IEnumerable<Value> ofScores = block.Forward.OfType<Attention>()
            .SelectMany(static attention => (Value[])[attention.Query.Matrix, attention.Key.Matrix]);

        foreach (Value value in block.Kept.Where(static value => value.Kind == ValueKind.Matrix).Except(ofScores).ToList())
        {
            Value halves = new($"{value.Name}Halves", ValueKind.Halves, value.Columns, value.Side) { Pairs = value.Pairs };
            forward.Insert(forward.FindLastIndex(node => node.Outputs.Contains(value)) + 1, new Halve(value, halves));
            backward.Insert(backward.FindIndex(node => node.Inputs.Contains(value)), new Restore(halves, value));
        }

        return block with { Forward = forward.ToImmutableArray(), Backward = backward.ToImmutableArray() };
    }
}
