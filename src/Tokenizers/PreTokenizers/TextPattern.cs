using System;
using System.Collections.Generic;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>What a text is searched for.</summary>
internal abstract class TextPattern
{
    /// <summary>Adds the segments of a text, matches and what is between them; together they are the whole text.</summary>
    public abstract void Segment(ReadOnlySpan<char> text, List<TextSegment> segments);

    /// <summary>Adds what lies before a match, and the match.</summary>
    private protected static int AddMatch(int previous, int start, int end, List<TextSegment> segments)
    {
        if (previous < start)
        {
            segments.Add(new TextSegment(previous, start, IsMatch: false));
        }

        segments.Add(new TextSegment(start, end, IsMatch: true));

        return end;
    }

    /// <summary>Adds what lies behind the last match.</summary>
    private protected static void AddRest(int previous, int length, List<TextSegment> segments)
    {
        if (previous < length)
        {
            segments.Add(new TextSegment(previous, length, IsMatch: false));
        }
    }
}

/// <summary>A text that is looked for as it is.</summary>
internal sealed class LiteralPattern(string literal) : TextPattern
{
    /// <inheritdoc/>
    public override void Segment(ReadOnlySpan<char> text, List<TextSegment> segments)
    {
        int previous = 0;

        while (literal.Length > 0 && text[previous..].IndexOf(literal, StringComparison.Ordinal) is >= 0 and int distance)
        {
            previous = AddMatch(previous, previous + distance, previous + distance + literal.Length, segments);
        }

        AddRest(previous, text.Length, segments);
    }
}

/// <summary>Characters of a kind; each is a match of its own.</summary>
internal sealed class CharacterPattern(Predicate<Rune> isMatch) : TextPattern
{
    /// <inheritdoc/>
    public override void Segment(ReadOnlySpan<char> text, List<TextSegment> segments)
    {
        int previous = 0;
        int position = 0;

        foreach (Rune character in text.EnumerateRunes())
        {
            int end = position + character.Utf16SequenceLength;
            previous = isMatch(character) ? AddMatch(previous, position, end, segments) : previous;
            position = end;
        }

        AddRest(previous, text.Length, segments);
    }
}
