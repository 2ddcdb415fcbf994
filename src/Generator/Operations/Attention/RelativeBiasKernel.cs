using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>The biases of a head by distance, so that those of 16 queries and a key stand side by side.</summary>
/// <param name="Positions">The buckets.</param>
internal sealed record RelativeBiasKernel(RelativePositions Positions) : Kernel
{
    protected override KernelName Words => new KernelName("Bias").Word(RelativeBuckets.WordOf(this.Positions));

    public override string Family => "Attention";

    public override Signature Signature => Signature.Empty
        .Floats("bias", "output").Indices("before").IndicesIf(this.Positions.IsBidirectional, "behind");

    public override string Summary =>
        "output[distance] = bias[bucket of distance], for a key so far before the query" +
        (this.Positions.IsBidirectional ? ", and output[-distance] for one behind it" : "") + " (Raffel et al. 2020).";

    public override void WriteBody(KernelWriter writer)
    {
        RelativeBuckets.Declare(writer, this.Positions);
        writer.Line();

        using (writer.Block("for (nint distance = 0; distance < before; distance++)"))
        {
            writer.Line($"output[distance] = {this.BiasOf(isBehind: false)};");
        }

        if (this.Positions.IsBidirectional)
        {
            writer.Line();

            using (writer.Block("for (nint distance = 1; distance < behind; distance++)"))
            {
                writer.Line($"output[-distance] = {this.BiasOf(isBehind: true)};");
            }
        }
    }

    private string BiasOf(bool isBehind) => $"bias[{RelativeBuckets.RowOf(this.Positions, "distance", isBehind)} * {Panels.Width}]";
}
