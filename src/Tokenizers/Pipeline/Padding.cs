using System.Collections.Generic;
using System.Linq;

namespace Weft.Tokenizers;

/// <summary>How sequences are filled up to one length.</summary>
public sealed record Padding
{
    /// <summary>The length; null fills up to the longest sequence that is encoded together.</summary>
    public int? Length { get; init; }

    /// <summary>A number that the length shall be a multiple of; 1 for any.</summary>
    public int MultipleOf { get; init; } = 1;

    /// <summary>The token that fills.</summary>
    public required int Id { get; init; }

    /// <summary>Its type.</summary>
    public int TypeId { get; init; }

    /// <summary>Whether it is put in front.</summary>
    public bool OnLeft { get; init; }

    /// <summary>Fills up sequences.</summary>
    internal TokenSequence[] Apply(IReadOnlyList<TokenSequence> sequences)
    {
        int length = this.Length ?? sequences.Max(static sequence => sequence.Ids.Length);
        length += (this.MultipleOf - (length % this.MultipleOf)) % this.MultipleOf;

        return [.. sequences.Select(sequence => this.Apply(sequence, length))];
    }

    private TokenSequence Apply(TokenSequence sequence, int length)
    {
        int missing = length - sequence.Ids.Length;

        return missing <= 0 ? sequence : new TokenSequence(
            this.Fill(sequence.Ids, this.Id, missing),
            this.Fill(sequence.TypeIds, this.TypeId, missing),
            this.Fill(sequence.Mask, 0, missing));
    }

    private int[] Fill(int[] values, int filler, int count)
    {
        IEnumerable<int> fill = Enumerable.Repeat(filler, count);

        return this.OnLeft ? [.. fill, .. values] : [.. values, .. fill];
    }
}
