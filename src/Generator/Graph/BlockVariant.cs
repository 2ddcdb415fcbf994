using System.Collections.Generic;
using System.Linq;

namespace Weft.Generator.Graph;

/// <summary>What one repetition of a block has different from another: the keys that its self-attention sees, and its rotations.</summary>
/// <param name="Name">Begins the name of the generated method; empty where all repetitions are alike.</param>
/// <param name="Window">Keys that a query sees; 0 for all.</param>
/// <param name="Rotation">How queries and keys are turned; null where they are not.</param>
internal sealed record BlockVariant(string Name, int Window, Rotation? Rotation)
{
    /// <summary>Nodes as the variant has them.</summary>
    public IEnumerable<Node> Of(IEnumerable<Node> nodes) => nodes
        .Where(node => node is not Rotary || this.Rotation is not null)
        .Select(node => node switch
        {
            Attention { IsCross: false } attention => this.Of(attention),
            AttentionWeights { Attention.IsCross: false } weights => weights with { Attention = this.Of(weights.Attention) },
            AttentionGradient { Forward.IsCross: false } gradient => gradient with { Forward = this.Of(gradient.Forward) },
            Rotary rotary => rotary with { Rotation = this.Rotation! },
            _ => node,
        });

    private Attention Of(Attention attention) => attention with { Shape = attention.Shape with { Window = this.Window } };
}
