using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Floats of their upper halves, over a block of rows.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record RestoreKernel(Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"Restore{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Halves";

    public override Signature Signature => Signature.Empty.Floats("input").Floats("output").Indices("row", "rows");

    public override IEnumerable<VectorFunction> Functions => [new FromBFloat16Function()];

    public override string Summary => $"output = input, which is bfloat16, {this.Columns.Count} columns.";

    public override void WriteBody(KernelWriter writer)
    {
        string stride = Literal.Integer(this.Layout.Stride);
        writer.Declare("ushort*", "stored", "(ushort*)input");
        writer.Line();

        writer.Panels(
            this.Columns.Panels,
            _ =>
            {
                using (writer.Block($"for (nint at = row * {Panels.Width}; at < (row + rows) * {Panels.Width}; at += {Panels.Width})"))
                {
                    writer.Declare("ushort*", "from", "&stored[at]");
                    writer.DeclareRow("output", "at");
                    writer.Each(vector => $"{writer.At("output", vector)} = FromBFloat16({writer.Offset("from", vector)});");
                }
            },
            $"stored = &stored[{stride}]",
            $"output = &output[{stride}]");
    }
}
