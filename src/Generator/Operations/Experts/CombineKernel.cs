using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The sum over the pairs of each row of a block, in the order of its choices.</summary>
/// <param name="Columns">The columns of the matrix.</param>
/// <param name="Active">Experts of a row.</param>
/// <param name="IsWeighted">Whether pairs have weights; otherwise each counts 1.</param>
/// <param name="HasResidual">Whether a matrix is added.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="Pairs">The pairs of rows and experts; those of a single row stand in the order of its choices.</param>
internal sealed record CombineKernel(Axis Columns, int Active, bool IsWeighted, bool HasResidual, RowLayout Layout, RowLayout Pairs)
    : Kernel
{
    protected override KernelName Words => new KernelName($"Combine{this.Active}x{KernelName.Of(this.Columns)}")
        .If(this.IsWeighted, "Weighted").If(this.HasResidual, "Residual").Rows(this.Layout)
        .If(this.Pairs != RowLayout.Row, $"Pairs{this.Pairs.Capacity}");

    public override string Family => "Experts";

    public override Signature Signature => Signature.Empty
        .Floats("input").IntegersIf(!this.IsRow, "places").FloatsIf(this.IsWeighted, "weights").FloatsIf(this.HasResidual, "residual")
        .Floats("output").Indices("row", "rows");

    public override string Summary
    {
        get
        {
            string weight = this.IsWeighted ? $"weights[choice{(this.IsRow ? "" : ", row")}] * " : "";
            string place = this.IsRow ? "choice" : "places[choice, row]";

            return $"output[row] = {(this.HasResidual ? "residual[row] + " : "")}sum over {this.Active} choices of " +
                $"{weight}input[{place}], {this.Columns.Count} columns.";
        }
    }

    private bool IsRow => this.Layout == RowLayout.Row;

    private string Pair => ExpertPlaces.OfChoice("choice", "at", this.Layout);

    public override void WriteBody(KernelWriter writer)
    {
        string[] matrices = this.HasResidual ? ["residual", "output"] : ["output"];
        string inputStep = $"input = &input[{Literal.Integer(this.Pairs.Stride)}]";

        writer.Panels(
            this.Columns.Panels,
            _ => this.WritePanel(writer, matrices),
            [inputStep, .. matrices.Select(matrix => $"{matrix} = &{matrix}[{Literal.Integer(this.Layout.Stride)}]")]);
    }

    private void WritePanel(KernelWriter writer, string[] matrices)
    {
        using (writer.Block("for (nint at = row; at < row + rows; at++)"))
        {
            foreach (string matrix in matrices)
            {
                writer.DeclareRow(matrix, $"at * {Shared.Panels.Width}");
            }

            writer.Declare("sum", vector => this.HasResidual ? writer.At("residual", vector) : writer.Zero);
            writer.Line();

            using (writer.Block($"for (nint choice = 0; choice < {this.Active}; choice++)"))
            {
                this.WriteChoice(writer);
            }

            writer.Line();
            writer.Each(vector => $"{writer.At("output", vector)} = sum{vector};");
        }
    }

    private void WriteChoice(KernelWriter writer)
    {
        string place = this.IsRow
            ? $"choice * {Literal.Integer(this.Columns.Padded)}"
            : $"places[{this.Pair}] * {Shared.Panels.Width}";
        writer.DeclareRow("input", place);

        if (this.IsWeighted)
        {
            writer.Declare("weight", writer.Broadcast($"weights[{this.Pair}]"));
            writer.Each(vector => writer.AddProduct($"sum{vector}", "weight", writer.At("input", vector)));
        }
        else
        {
            writer.Each(vector => $"sum{vector} += {writer.At("input", vector)};");
        }
    }
}
