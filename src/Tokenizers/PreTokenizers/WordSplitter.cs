using System;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>Splits before, after and between words and runs of what is neither word nor white space, which goes: "\w+|[^\w\s]+".</summary>
internal sealed class WordSplitter : PreTokenizer
{
    /// <inheritdoc/>
    public override void Split(ReadOnlySpan<char> text, bool isBeginning, IPieceReceiver next)
    {
        int start = 0;
        int position = 0;
        int kind = 0;

        foreach (Rune character in text.EnumerateRunes())
        {
            int current = CharacterClasses.IsWord(character) ? 1 : Rune.IsWhiteSpace(character) ? 0 : 2;

            if (current != kind)
            {
                Send(text[start..position], kind, isBeginning && start == 0, next);
                start = position;
                kind = current;
            }

            position += character.Utf16SequenceLength;
        }

        Send(text[start..], kind, isBeginning && start == 0, next);
    }

    private static void Send(ReadOnlySpan<char> piece, int kind, bool isBeginning, IPieceReceiver next)
    {
        if (kind != 0 && !piece.IsEmpty)
        {
            next.Receive(piece, isBeginning);
        }
    }
}
