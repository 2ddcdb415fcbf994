using System;
using System.Buffers;

namespace Weft.Tokenizers;

/// <summary>Puts a space in front of a text that has none there: the first half of "ByteLevel".</summary>
internal sealed class SpacePrefixer : PreTokenizer
{
    /// <inheritdoc/>
    public override void Split(ReadOnlySpan<char> text, bool isBeginning, IPieceReceiver next)
    {
        if (text[0] == ' ')
        {
            next.Receive(text, isBeginning);

            return;
        }

        char[] buffer = ArrayPool<char>.Shared.Rent(text.Length + 1);
        buffer[0] = ' ';
        text.CopyTo(buffer.AsSpan(1));
        next.Receive(buffer.AsSpan(0, text.Length + 1), isBeginning);
        ArrayPool<char>.Shared.Return(buffer);
    }
}

/// <summary>Spells the bytes of a text with GPT-2's visible symbols: the second half of "ByteLevel".</summary>
internal sealed class ByteSpeller : PreTokenizer
{
    /// <inheritdoc/>
    public override void Split(ReadOnlySpan<char> text, bool isBeginning, IPieceReceiver next)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(ByteSymbols.MaximumCount(text.Length));
        next.Receive(buffer.AsSpan(0, ByteSymbols.Spell(text, buffer)), isBeginning);
        ArrayPool<char>.Shared.Return(buffer);
    }
}
