using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The slopes of heads, where there are several.</summary>
/// <param name="Heads">Query heads.</param>
internal sealed record SlopeTable(int Heads) : SessionTable
{
    private const int SlopesPerLine = 8;

    public override long Floats => 0;

    public override void Write(SourceWriter writer)
    {
        string[] slopes = [.. AttentionSlopes.Of(this.Heads).Select(static slope => Literal.Float((float)slope))];
        writer.WriteSummary(
            "What a position of distance takes from the scores of each head (Press et al. 2022): " +
            "2^(-8i / n), i = 1 .. n, for the largest power of two n, then every other one of the slopes of 2n.");

        writer.WriteLine($"private static ReadOnlySpan<float> {AttentionSlopes.Table} =>");
        writer.WriteLine("[");

        for (int first = 0; first < slopes.Length; first += SlopesPerLine)
        {
            writer.WriteLine($"    {string.Join(", ", slopes.Skip(first).Take(SlopesPerLine))},");
        }

        writer.WriteLine("];");
    }
}
