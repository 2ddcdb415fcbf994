using System;

namespace Weft.Tokenizers;

/// <summary>Splits a text into the pieces that a model looks up. Instances hold no state between texts.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Hands the pieces of a text on, in order and none of them empty.</summary>
    /// <param name="text">A text that is not empty.</param>
    /// <param name="isBeginning">Whether the beginning of the text is that of the text to encode.</param>
    /// <param name="next">Gets the pieces, each valid during the call only.</param>
    public abstract void Split(ReadOnlySpan<char> text, bool isBeginning, IPieceReceiver next);
}

/// <summary>What pieces are handed to: the next splitter, or the model.</summary>
internal interface IPieceReceiver
{
    /// <summary>Takes a piece that is not empty.</summary>
    /// <param name="piece">The piece; the memory may be used again after the call.</param>
    /// <param name="isBeginning">Whether its beginning is that of the text to encode.</param>
    void Receive(ReadOnlySpan<char> piece, bool isBeginning);
}

/// <summary>A splitter as the receiver of another one's pieces.</summary>
internal sealed class SplitterStage(PreTokenizer splitter, IPieceReceiver next) : IPieceReceiver
{
    /// <inheritdoc/>
    public void Receive(ReadOnlySpan<char> piece, bool isBeginning) => splitter.Split(piece, isBeginning, next);
}
