using System;
using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>
/// The part of a tokenizer that knows the vocabulary: it makes tokens of a piece of text. Instances may be used by several threads.
/// </summary>
internal abstract class TokenModel(Vocabulary vocabulary)
{
    /// <summary>The tokens.</summary>
    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <summary>Adds the ids of a piece that is not empty.</summary>
    public abstract void Encode(ReadOnlySpan<char> piece, List<int> ids);
}
