using System.Collections.Generic;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>Puts a text in front of every text but an empty one.</summary>
internal sealed class PrependNormalizer(string prefix) : Normalizer
{
    /// <inheritdoc/>
    public override string Normalize(string text) => text.Length == 0 ? text : prefix + text;
}

/// <summary>Takes white space away from the ends.</summary>
internal sealed class TrimNormalizer(bool left, bool right) : Normalizer
{
    /// <inheritdoc/>
    public override string Normalize(string text) => (left, right) switch
    {
        (true, true) => text.Trim(),
        (true, false) => text.TrimStart(),
        (false, true) => text.TrimEnd(),
        _ => text,
    };
}

/// <summary>Replaces every match of a pattern.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : Normalizer
{
    /// <inheritdoc/>
    public override string Normalize(string text)
    {
        List<TextSegment> segments = [];
        pattern.Segment(text, segments);
        StringBuilder replaced = new(text.Length);

        foreach (TextSegment segment in segments)
        {
            _ = segment.IsMatch ? replaced.Append(content) : replaced.Append(text, segment.Start, segment.End - segment.Start);
        }

        return replaced.ToString();
    }
}
