using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The slopes of heads, where there are several.</summary>
/// <param name="Heads">Query heads.</param>
internal sealed record SlopeTable(int Heads) : SessionTable
{
    public override long Floats => 0;

    public override void Write(SourceWriter writer)
    {
        writer.WriteSummary(
            "What a position of distance takes from the scores of each head (Press et al. 2022): " +
            "2^(-8i / n), i = 1 .. n, for the largest power of two n, then every other one of the slopes of 2n.");

        writer.WriteLine($"public static ReadOnlySpan<float> {AttentionSlopes.Member} =>");
        writer.WriteLine("[");

        foreach (string line in AttentionSlopes.Lines(this.Heads))
        {
            writer.WriteLine(line);
        }

        writer.WriteLine("];");
    }
}
