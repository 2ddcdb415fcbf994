using System;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>Splits into pieces of a number of characters, the last one of the rest.</summary>
internal sealed class LengthSplitter(int length) : PreTokenizer
{
    /// <inheritdoc/>
    public override void Split(ReadOnlySpan<char> text, bool isBeginning, IPieceReceiver next)
    {
        int start = 0;
        int position = 0;
        int count = 0;

        foreach (Rune character in text.EnumerateRunes())
        {
            if (count == length)
            {
                next.Receive(text[start..position], isBeginning && start == 0);
                start = position;
                count = 0;
            }

            position += character.Utf16SequenceLength;
            count++;
        }

        next.Receive(text[start..], isBeginning && start == 0);
    }
}
