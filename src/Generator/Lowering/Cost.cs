using System;

namespace Weft.Generator.Lowering;

/// <summary>Multiply-adds that a token costs in the matrix products of a node's forward pass.</summary>
/// <param name="Weights">Weights that its row is multiplied by.</param>
/// <param name="PerKey">Multiply-adds for every key in sight.</param>
/// <param name="MostKeys">The most keys in sight; 0 where it is all of them.</param>
internal sealed record Cost(long Weights, long PerKey, int MostKeys)
{
    public static readonly Cost None = new(0, 0, 0);

    /// <summary>Multiply-adds between rows of activations, in a sequence of so many tokens.</summary>
    public long Attention(int length) => this.PerKey * (this.MostKeys > 0 ? Math.Min(this.MostKeys, length) : length);
}
