using System;

namespace Weft.Generator.Tests.Graph;

/// <summary>Dropout scales by their counters: word column % 4 of Philox4x32-10 at (column / 4, c1, c2, c3), key = seed.</summary>
/// <param name="Seed">The key.</param>
/// <param name="Step">The last word of the counter.</param>
internal sealed record DropoutSource(ulong Seed, uint Step)
{
    /// <summary>0 or 1 / (1 - rate) in the residual stream, per row and column.</summary>
    public double Row(float rate, int site, int sequence, int position, int column) =>
        this.Scale(rate, (uint)column, (uint)position, Owner(site, sequence));

    /// <summary>0 or 1 / (1 - rate) of an attention probability.</summary>
    public double Probability(float rate, int site, int sequence, int head, int query, int key) =>
        this.Scale(rate, ((uint)head << 22) + (uint)query, (uint)key, Owner(site, sequence));

    private static uint Owner(int site, int sequence) => ((uint)site << 16) | (uint)sequence;

    private double Scale(double rate, uint column, uint c1, uint c2)
    {
        PhiloxBlock block = Philox4x32.Generate(new PhiloxBlock(column / 4, c1, c2, this.Step), this.Seed);
        uint word = (column % 4) switch
        {
            0 => block.Word0,
            1 => block.Word1,
            2 => block.Word2,
            _ => block.Word3,
        };

        return word < Math.Round(rate * 4294967296.0) ? 0 : 1 / (1 - rate);
    }
}
