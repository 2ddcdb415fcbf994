using System;
using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>A token for a piece, or the unknown one.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, int unknown) : TokenModel(vocabulary)
{
    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<char> piece, List<int> ids) =>
        ids.Add(this.Vocabulary.TryGetId(piece, out int id) ? id : unknown);
}
