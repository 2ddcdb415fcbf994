using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>From the gradients of a head's scores, summed along distances, to those of its biases over one sequence.</summary>
/// <param name="Positions">The buckets.</param>
/// <param name="Span">Floats of a lane of sums.</param>
/// <param name="Stride">Floats from one bucket's result to the next.</param>
internal sealed record RelativeBiasSumKernel(RelativePositions Positions, int Span, int Stride) : Kernel
{
    protected override KernelName Words => new KernelName("BiasSum").Word(RelativeBuckets.WordOf(this.Positions))
        .Count("Span", this.Span).Count("Stride", this.Stride);

    public override string Family => "Attention";

    public override Signature Signature => Signature.Empty
        .Floats("sums", "output").Indices("before").IndicesIf(this.Positions.IsBidirectional, "behind");

    public override string Summary =>
        $"output[bucket] = the sum over its distances of sums[lane, distance + lane], over all {Panels.Width} lanes.";

    public override void WriteBody(KernelWriter writer)
    {
        RelativeBuckets.Declare(writer, this.Positions);
        writer.Line();
        string stride = Literal.Integer(this.Stride);

        using (writer.Block($"for (nint bucket = 0; bucket < {this.Positions.Buckets}; bucket++)"))
        {
            writer.Line($"output[bucket * {stride}] = 0;");
        }

        writer.Line();
        this.WriteDirection(writer, "distance = 0; distance < before", "distance", isBehind: false);

        if (this.Positions.IsBidirectional)
        {
            writer.Line();
            this.WriteDirection(writer, "distance = 1; distance < behind", "-distance", isBehind: true);
        }
    }

    private void WriteDirection(KernelWriter writer, string range, string place, bool isBehind)
    {
        using (writer.Block($"for (nint {range}; distance++)"))
        {
            writer.Declare("float", "total", "0");
            writer.Line();

            using (writer.Block($"for (nint lane = 0; lane < {Panels.Width}; lane++)"))
            {
                writer.Line($"total += sums[{place} + lane * {this.Span + 1}];");
            }

            writer.Line();
            string row = RelativeBuckets.RowOf(this.Positions, "distance", isBehind);
            writer.Line($"output[{row} * {Literal.Integer(this.Stride)}] += total;");
        }
    }
}
