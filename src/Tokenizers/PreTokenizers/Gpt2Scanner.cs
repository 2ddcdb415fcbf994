using System;

namespace Weft.Tokenizers;

/// <summary>GPT-2's pieces.</summary>
internal sealed class Gpt2Scanner : PieceScanner
{
    /// <summary>The expression of https://github.com/openai/gpt-2/blob/master/src/encoder.py.</summary>
    public const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <inheritdoc/>
    public override int EndOfPiece(ReadOnlySpan<char> text, int start)
    {
        int end = EndOfContraction(text, start, ignoreCase: false);

        if (end > start)
        {
            return end;
        }

        // A space belongs to the run behind it.
        int first = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        CharacterClass kind = CharacterClasses.At(text, first, out int length);

        return kind == CharacterClass.Space ? EndOfSpace(text, start) : EndOfRun(text, first + length, kind);
    }
}
