using System;

namespace Weft;

/// <summary>What decoders look at.</summary>
public abstract partial class DecoderSession
{
    /// <summary>
    /// What the positions of a slot have seen of those before them, from the first that was fed since it was reset; the next call of the
    /// session may overwrite it. The spec asks for it with `inference: { attention: true }`.
    /// </summary>
    /// <param name="layer">The layer of the decoder, from 0 on.</param>
    /// <param name="head">The query head, from 0 on.</param>
    /// <param name="slot">The slot.</param>
    /// <returns>The weights, [positions, positions]: the row is who looks; positions behind it have 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer, head or slot.</exception>
    /// <exception cref="InvalidOperationException">The spec does not ask for attention weights, or the slot is empty.</exception>
    public AttentionMap AttentionOf(int layer, int head, int slot = 0)
    {
        using SessionUse use = this.Enter();
        int length = this.TokensOf(slot).Length;

        return this.MapOf(AttentionKind.Decoder, layer, head, slot, length, length);
    }
}
