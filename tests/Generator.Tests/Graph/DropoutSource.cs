using System;

namespace Weft.Generator.Tests.Graph;

/// <summary>Dropout scales by their counters: word column % 4 of Philox4x32-10 at the counter of four columns or queries, key = seed.</summary>
/// <param name="Seed">The key.</param>
/// <param name="Step">The last word of the counter.</param>
internal sealed record DropoutSource(ulong Seed, uint Step)
{
    /// <summary>0 or 1 / (1 - rate) in the residual stream, per row and column.</summary>
    public double Row(float rate, int site, int sequence, int position, int column) =>
        this.Scale(rate, column % 4, this.RowCounter(site, sequence, position, column));

    /// <summary>0 or 1 / (1 - rate) of an attention probability.</summary>
    public double Probability(float rate, int site, int sequence, int head, int query, int key) =>
        this.Scale(rate, query % 4, this.ProbabilityCounter(site, sequence, head, query, key));

    /// <summary>The counter of four columns of a row.</summary>
    public PhiloxBlock RowCounter(int site, int sequence, int position, int column) => this.Counter((uint)column / 4, site, sequence, position);

    /// <summary>The counter of four queries of a head and one key.</summary>
    public PhiloxBlock ProbabilityCounter(int site, int sequence, int head, int query, int key) =>
        this.Counter(((uint)head << 22) | ((uint)query / 4), site, sequence, key);

    private PhiloxBlock Counter(uint block, int site, int sequence, int position) => new(
        block, ((uint)site << 24) | (uint)position, ((uint)site >> 8 << 24) | (uint)sequence, this.Step);

    private double Scale(double rate, int index, PhiloxBlock counter)
    {
        PhiloxBlock block = Philox4x32.Generate(counter, this.Seed);
        uint word = index switch
        {
            0 => block.Word0,
            1 => block.Word1,
            2 => block.Word2,
            _ => block.Word3,
        };

        return word < Math.Round(rate * 4294967296.0) ? 0 : 1 / (1 - rate);
    }
}
