using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>Puts all tokens together, so that what follows sees one.</summary>
internal sealed class FuseDecoder : TokenDecoder
{
    /// <inheritdoc/>
    public override List<string> Decode(List<string> tokens) => [string.Concat(tokens)];
}
