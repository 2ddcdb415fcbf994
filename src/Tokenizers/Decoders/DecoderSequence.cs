using System.Collections.Generic;
using System.Collections.Immutable;

namespace Weft.Tokenizers;

/// <summary>Decoders, each of which works on what the one before it made.</summary>
internal sealed class DecoderSequence(ImmutableArray<TokenDecoder> decoders) : TokenDecoder
{
    /// <inheritdoc/>
    public override List<string> Decode(List<string> tokens)
    {
        foreach (TokenDecoder decoder in decoders)
        {
            tokens = decoder.Decode(tokens);
        }

        return tokens;
    }
}
