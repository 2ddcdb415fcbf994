using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>What attention over whole sequences is told besides its matrices.</summary>
internal static class AttentionOperands
{
    private static readonly Variable Sequence = new("sequence");

    /// <summary>The queries' rows; where attention is not causal, the keys' rows may be others.</summary>
    public static IEnumerable<(string Name, Operand? Value)> Sequences(Attention node)
    {
        Side side = node.Output.Side;
        yield return ("start", Operand.Index(PassMembers.At(side, "Starts", Sequence)));
        yield return ("length", Operand.Index(PassMembers.At(side, "Lengths", Sequence)));

        if (!node.Shape.Causal)
        {
            Side keys = node.Key.Matrix.Side;
            yield return ("keyStart", Operand.Index(PassMembers.At(keys, "Starts", Sequence)));
            yield return ("keyLength", Operand.Index(PassMembers.At(keys, "Lengths", Sequence)));
        }
    }

    /// <summary>The slope or the biases of a head, and what its dropout mask is drawn from.</summary>
    public static IEnumerable<(string Name, Operand? Value)> Options(Attention node, BlockLowering block, Expression? head)
    {
        AttentionShape shape = node.Shape;

        if (shape.HasSlopes)
        {
            yield return ("slope", Operand.Number(AttentionSlopes.Of(shape.Heads, head)));
        }

        if (node.Bias is not null)
        {
            yield return ("bias", RelativeBuckets.Of(block.Parameter(node.Bias), node.Bias, head));
        }

        if (shape.Dropout > 0)
        {
            yield return ("site", Operand.Word(PassMembers.Site + shape.Site));
            yield return ("sequence", Operand.Word(Sequence.As("uint")));
            yield return ("head", Operand.Word(head?.As("uint") ?? 0));
            yield return ("dropout", PassMembers.Dropout);
        }
    }
}
