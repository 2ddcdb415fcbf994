using System;
using System.Collections.Generic;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>Splits at the matches of a pattern.</summary>
internal sealed class PatternSplitter(TextPattern pattern, SplitBehavior behavior, bool invert = false) : PreTokenizer
{
    /// <summary>Splits at white space, which goes.</summary>
    public static PatternSplitter WhiteSpace { get; } = new(new CharacterPattern(Rune.IsWhiteSpace), SplitBehavior.Removed);

    /// <summary>Splits at punctuation.</summary>
    public static PatternSplitter Punctuation(SplitBehavior behavior) =>
        new(new CharacterPattern(CharacterClasses.IsPunctuation), behavior);

    /// <summary>Splits at numeric characters.</summary>
    public static PatternSplitter Digits(bool isolated) =>
        new(new CharacterPattern(CharacterClasses.IsNumeric), isolated ? SplitBehavior.Isolated : SplitBehavior.Contiguous);

    /// <inheritdoc/>
    public override void Split(ReadOnlySpan<char> text, bool isBeginning, IPieceReceiver next)
    {
        List<TextSegment> segments = [];
        pattern.Segment(text, segments);
        TextSegment pending = default;
        bool isPrevious = false;

        foreach (TextSegment segment in segments)
        {
            bool isMatch = segment.IsMatch != invert;

            if (behavior == SplitBehavior.Removed && isMatch)
            {
                continue;
            }

            if (pending.End > pending.Start && this.Joins(isPrevious, isMatch))
            {
                pending = pending with { End = segment.End };
            }
            else
            {
                Send(text, pending, isBeginning, next);
                pending = segment;
            }

            isPrevious = isMatch;
        }

        Send(text, pending, isBeginning, next);
    }

    /// <summary>Whether a segment belongs to the piece before it.</summary>
    private bool Joins(bool isPrevious, bool isMatch) => behavior switch
    {
        SplitBehavior.Contiguous => isMatch == isPrevious,
        SplitBehavior.MergedWithPrevious => isMatch && !isPrevious,
        SplitBehavior.MergedWithNext => !isMatch && isPrevious,
        _ => false,
    };

    private static void Send(ReadOnlySpan<char> text, TextSegment piece, bool isBeginning, IPieceReceiver next)
    {
        if (piece.End > piece.Start)
        {
            next.Receive(text[piece.Start..piece.End], isBeginning && piece.Start == 0);
        }
    }
}
