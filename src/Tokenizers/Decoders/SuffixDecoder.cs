using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Tokenizers;

/// <summary>"BPEDecoder": the suffix that ends words becomes a space, in the last token nothing.</summary>
internal sealed class SuffixDecoder(string suffix) : TokenDecoder
{
    /// <inheritdoc/>
    public override List<string> Decode(List<string> tokens) =>
        [.. tokens.Select((token, i) => token.Replace(suffix, i == tokens.Count - 1 ? string.Empty : " ", StringComparison.Ordinal))];
}
