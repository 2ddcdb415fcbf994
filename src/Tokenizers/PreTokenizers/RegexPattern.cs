using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Weft.Tokenizers;

/// <summary>A regular expression of Oniguruma's syntax; see <see cref="OnigurumaSyntax"/>.</summary>
internal sealed class RegexPattern : TextPattern
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.Compiled;
    private readonly Regex _regex;

    /// <param name="pattern">The expression as tokenizer.json has it.</param>
    /// <exception cref="ArgumentException">It cannot be understood.</exception>
    public RegexPattern(string pattern) => _regex = new Regex(OnigurumaSyntax.Translate(pattern), Options);

    /// <inheritdoc/>
    public override void Segment(ReadOnlySpan<char> text, List<TextSegment> segments)
    {
        // .NET's expressions see halves of surrogate pairs; where there are any, they get a text without.
        if (text.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            this.Segment(text, positions: null, segments);
        }
        else
        {
            string shortened = SurrogateStandIns.Replace(text, out int[] positions);
            this.Segment(shortened, positions, segments);
        }
    }

    private void Segment(ReadOnlySpan<char> text, int[]? positions, List<TextSegment> segments)
    {
        int previous = 0;

        foreach (ValueMatch match in _regex.EnumerateMatches(text))
        {
            int start = positions is null ? match.Index : positions[match.Index];
            int end = positions is null ? match.Index + match.Length : positions[match.Index + match.Length];

            // An empty match directly behind another is none.
            if (start < end || start > previous)
            {
                previous = AddMatch(previous, start, end, segments);
            }
        }

        AddRest(previous, positions is null ? text.Length : positions[text.Length], segments);
    }
}
