using System;

namespace Weft.Tokenizers;

/// <summary>The pieces of Llama 3 and of Qwen 2, which differ in how many digits are one.</summary>
internal sealed class Llama3Scanner(int mostDigits) : PieceScanner
{
    /// <summary>Llama 3's expression.</summary>
    public const string Pattern = Head + @"\p{N}{1,3}" + Tail;

    /// <summary>That of Qwen 2, 2.5 and 3.</summary>
    public const string QwenPattern = Head + @"\p{N}" + Tail;

    private const string Head = @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|";
    private const string Tail = @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <inheritdoc/>
    public override int EndOfPiece(ReadOnlySpan<char> text, int start)
    {
        int end = EndOfContraction(text, start, ignoreCase: true);

        if (end > start)
        {
            return end;
        }

        CharacterClass kind = CharacterClasses.At(text, start, out int length);

        if (kind == CharacterClass.Letter)
        {
            return EndOfRun(text, start + length, kind);
        }

        if (kind == CharacterClass.Number)
        {
            return this.EndOfDigits(text, start + length);
        }

        // Any one character but a line's end belongs to the letters behind it, a space also to signs.
        int second = start + length;
        CharacterClass next = second < text.Length ? CharacterClasses.At(text, second, out _) : CharacterClass.Space;

        if (next == CharacterClass.Letter && text[start] is not ('\r' or '\n'))
        {
            return EndOfRun(text, second, next);
        }

        if (kind == CharacterClass.Other || (text[start] == ' ' && next == CharacterClass.Other))
        {
            return EndOfLineEnds(text, EndOfRun(text, second, CharacterClass.Other));
        }

        return EndOfLinesOrSpace(text, start);
    }

    private int EndOfDigits(ReadOnlySpan<char> text, int position)
    {
        for (int count = 1; count < mostDigits && position < text.Length; count++)
        {
            if (CharacterClasses.At(text, position, out int length) != CharacterClass.Number)
            {
                break;
            }

            position += length;
        }

        return position;
    }

    private static int EndOfLineEnds(ReadOnlySpan<char> text, int position)
    {
        while (position < text.Length && text[position] is '\r' or '\n')
        {
            position++;
        }

        return position;
    }

    /// <summary>
    /// "\s*[\r\n]+" reaches to the last line's end in the white space; where it has none, the rest of the expression is as GPT-2's.
    /// </summary>
    private static int EndOfLinesOrSpace(ReadOnlySpan<char> text, int start)
    {
        int end = EndOfRun(text, start, CharacterClass.Space);
        int lineEnd = text[start..end].LastIndexOfAny('\r', '\n');

        return lineEnd >= 0 ? start + lineEnd + 1 : EndOfSpace(text, start);
    }
}
