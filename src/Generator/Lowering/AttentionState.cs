using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Lowering;

/// <summary>Where the attention weights of some layers stand, under the names that the runtime has for it.</summary>
/// <param name="Kind">What attends to what: a member of the runtime's <c>AttentionKind</c>.</param>
/// <param name="Numbers">The place and the sizes; zeros are left out.</param>
internal sealed record AttentionState(string Kind, ImmutableArray<(string Name, long Value)> Numbers)
{
    public static AttentionState Of(StatePlan plan)
    {
        (string Name, long Value)[] numbers =
        [
            ("Offset", plan.Offset), ("FirstLayer", plan.Block.FirstRepetition), ("Layers", plan.Repetitions),
            ("LayerFloats", plan.RepetitionFloats), ("Heads", plan.State.Parts),
        ];

        return new AttentionState(KindOf(((AttentionWeights)plan.Node).Attention), [.. numbers.Where(static item => item.Value != 0)]);
    }

    private static string KindOf(Attention attention) =>
        attention.IsCross ? "Cross" : attention.Side == Side.Source ? "Encoder" : "Decoder";
}
