using System;

namespace Weft.Tokenizers;

/// <summary>
/// A pattern that published byte-level tokenizers split by, written out by hand: the same pieces as the expression, many times faster.
/// </summary>
internal abstract class PieceScanner
{
    /// <summary>The scanner of an expression; null where there is none for exactly this one.</summary>
    public static PieceScanner? For(string pattern) => pattern switch
    {
        Gpt2Scanner.Pattern => new Gpt2Scanner(),
        Llama3Scanner.Pattern => new Llama3Scanner(mostDigits: 3),
        Llama3Scanner.QwenPattern => new Llama3Scanner(mostDigits: 1),
        _ => null,
    };

    /// <summary>Where the piece ends that begins at a position.</summary>
    public abstract int EndOfPiece(ReadOnlySpan<char> text, int start);

    /// <summary>The end of a run of one class.</summary>
    private protected static int EndOfRun(ReadOnlySpan<char> text, int position, CharacterClass kind)
    {
        ReadOnlySpan<CharacterClass> classes = CharacterClasses.OfUnits;

        while ((uint)position < (uint)text.Length)
        {
            CharacterClass current = classes[text[position]];
            int length = 1;

            if (current == CharacterClass.Surrogate)
            {
                current = CharacterClasses.At(text, position, out length);
            }

            if (current != kind)
            {
                break;
            }

            position += length;
        }

        return position;
    }

    /// <summary>
    /// "\s+(?!\S)|\s+" at white space: all of it at the end of the text, otherwise all but the last, and if there is but one, that.
    /// </summary>
    private protected static int EndOfSpace(ReadOnlySpan<char> text, int start)
    {
        int end = EndOfRun(text, start, CharacterClass.Space);

        return end == text.Length || end == start + 1 ? end : end - 1;
    }

    /// <summary>The end of "'s|'t|'re|'ve|'m|'ll|'d" at a position; the position itself where it does not match.</summary>
    private protected static int EndOfContraction(ReadOnlySpan<char> text, int start, bool ignoreCase)
    {
        if (text[start] != '\'' || start + 1 >= text.Length)
        {
            return start;
        }

        char first = Fold(text[start + 1], ignoreCase);
        char second = start + 2 < text.Length ? Fold(text[start + 2], ignoreCase) : '\0';

        return (first, second) switch
        {
            ('s' or 't' or 'm' or 'd', _) => start + 2,
            ('r' or 'v', 'e') or ('l', 'l') => start + 3,
            _ => start,
        };
    }

    // U+017F, the long s, is an s to an expression that ignores case.
    private static char Fold(char unit, bool ignoreCase) => ignoreCase ? unit == '\u017F' ? 's' : (char)(unit | 0x20) : unit;
}
