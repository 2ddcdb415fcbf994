using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Turns 16 rows of a matrix into one panel of its transpose, scaled.</summary>
/// <param name="Columns">Columns of the matrix, whole panels.</param>
/// <param name="Layout">The rows of the matrix.</param>
internal sealed record TransposeKernel(int Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"Transpose{this.Columns}").Rows(this.Layout);

    public override string Family => "Tiles";

    public override bool IsEntry => false;

    public override Signature Signature => Signature.Empty.Floats("input", "output").Numbers("scale");

    public override IEnumerable<VectorFunction> Functions => [new InterleaveFunction()];

    public override string Summary => $"output[{this.Columns}, 16] = input[16, {this.Columns}]^T * scale, in squares of 4 x 4.";

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare(FourLanes.Vector, "factor", $"{FourLanes.Class}.Create(scale)");
        writer.Line();

        writer.Panels(
            this.Columns / Axis.PanelWidth, _ => WriteSquares(writer), $"input += {Literal.Integer(this.Layout.Stride)}", "output += 256");
    }

    private static void WriteSquares(KernelWriter writer)
    {
        using (writer.Block("for (nint row = 0; row < 16; row += 4)"))
        using (writer.Block("for (nint column = 0; column < 16; column += 4)"))
        {
            writer.Declare("float*", "from", "input + row * 16 + column");
            writer.Declare("float*", "to", "output + column * 16 + row");

            for (int i = 0; i < 4; i++)
            {
                string offset = i == 0 ? "from" : $"(from + {i * 16})";
                writer.Declare(FourLanes.Vector, $"row{i}", $"*({FourLanes.Vector}*){offset} * factor");
            }

            writer.Declare(FourLanes.Vector, "even0", "InterleaveLow(row0, row2)");
            writer.Declare(FourLanes.Vector, "even1", "InterleaveHigh(row0, row2)");
            writer.Declare(FourLanes.Vector, "odd0", "InterleaveLow(row1, row3)");
            writer.Declare(FourLanes.Vector, "odd1", "InterleaveHigh(row1, row3)");
            writer.Line($"*({FourLanes.Vector}*)to = InterleaveLow(even0, odd0);");
            writer.Line($"*({FourLanes.Vector}*)(to + 16) = InterleaveHigh(even0, odd0);");
            writer.Line($"*({FourLanes.Vector}*)(to + 32) = InterleaveLow(even1, odd1);");
            writer.Line($"*({FourLanes.Vector}*)(to + 48) = InterleaveHigh(even1, odd1);");
        }
    }
}
