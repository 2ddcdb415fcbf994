using System.Collections.Immutable;
using System.Linq;

namespace Weft.Tokenizers;

/// <summary>
/// What a post-processor makes of one text and of two: a sequence of special tokens and of the places where the texts go.
/// </summary>
internal sealed record PostTemplate(ImmutableArray<TemplatePart> Single, ImmutableArray<TemplatePart> Pair)
{
    /// <summary>The texts, one behind the other.</summary>
    public static PostTemplate Plain { get; } = new([TemplatePart.OfText(0, 0)], [TemplatePart.OfText(0, 0), TemplatePart.OfText(1, 1)]);

    /// <summary>BERT's: [CLS] A [SEP] and [CLS] A [SEP] B [SEP].</summary>
    public static PostTemplate Bert(int cls, int sep) => new(
        [TemplatePart.Of(cls, 0), TemplatePart.OfText(0, 0), TemplatePart.Of(sep, 0)],
        [TemplatePart.Of(cls, 0), TemplatePart.OfText(0, 0), TemplatePart.Of(sep, 0), TemplatePart.OfText(1, 1), TemplatePart.Of(sep, 1)]);

    /// <summary>RoBERTa's: &lt;s&gt; A &lt;/s&gt; and &lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;, all of type 0.</summary>
    public static PostTemplate Roberta(int cls, int sep) => new(
        [TemplatePart.Of(cls, 0), TemplatePart.OfText(0, 0), TemplatePart.Of(sep, 0)],
        [
            TemplatePart.Of(cls, 0), TemplatePart.OfText(0, 0), TemplatePart.Of(sep, 0),
            TemplatePart.Of(sep, 0), TemplatePart.OfText(1, 0), TemplatePart.Of(sep, 0),
        ]);

    /// <summary>How many special tokens are added.</summary>
    public int CountOfSpecial(bool isPair) => (isPair ? this.Pair : this.Single).Sum(static part => part.Tokens.Length);
}

/// <summary>A part of a template: a text, or tokens.</summary>
/// <param name="Text">0 or 1 for the first or the second text; null for tokens.</param>
/// <param name="Tokens">The tokens; none for a text.</param>
/// <param name="TypeId">The type of all tokens of the part.</param>
internal readonly record struct TemplatePart(int? Text, ImmutableArray<int> Tokens, int TypeId)
{
    /// <summary>A text.</summary>
    public static TemplatePart OfText(int text, int typeId) => new(text, [], typeId);

    /// <summary>A token.</summary>
    public static TemplatePart Of(int token, int typeId) => new(null, [token], typeId);
}
