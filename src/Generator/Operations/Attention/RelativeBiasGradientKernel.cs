using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The gradients of the biases of one head: what sequences give, one after another.</summary>
/// <param name="Buckets">Rows of the table.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record RelativeBiasGradientKernel(int Buckets, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"RelativeBiasGradient{this.Buckets}").Rows(this.Layout);

    public override string Family => "Attention";

    public override Signature Signature => Signature.Empty
        .Floats("input").Integers("starts").Floats("gradient").Indices("sequences").Flags("accumulate");

    public override string Summary => "gradient[bucket] = the sum of input[bucket, starts[sequence]] over all sequences, in order.";

    public override void WriteBody(KernelWriter writer)
    {
        string gradient = $"gradient[bucket * {Panels.Width}]";

        using (writer.Block($"for (nint bucket = 0; bucket < {this.Buckets}; bucket++)"))
        {
            writer.Declare("float", "sum", $"accumulate ? {gradient} : 0");
            writer.Line();

            using (writer.Block("for (nint sequence = 0; sequence < sequences; sequence++)"))
            {
                writer.Line($"sum += input[bucket * {Literal.Integer(this.Layout.Capacity)} + starts[sequence]];");
            }

            writer.Line();
            writer.Line($"{gradient} = sum;");
        }
    }
}
