using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>Makes text of tokens. Decoders come one after another; the text is what the last one leaves, put together.</summary>
internal abstract class TokenDecoder
{
    /// <summary>The parts of a text that tokens, or parts of one before, stand for.</summary>
    public abstract List<string> Decode(List<string> tokens);
}
