using System;
using System.Buffers;
using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>Spells the bytes of a piece before a model sees it: as <see cref="ByteSpeller"/> does, but behind the cache.</summary>
internal sealed class ByteSpellingModel(TokenModel model) : TokenModel(model.Vocabulary)
{
    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<char> piece, List<int> ids)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(ByteSymbols.MaximumCount(piece.Length));
        model.Encode(buffer.AsSpan(0, ByteSymbols.Spell(piece, buffer)), ids);
        ArrayPool<char>.Shared.Return(buffer);
    }
}
