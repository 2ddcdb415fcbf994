using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Generator.Operations;

/// <summary>The experts with the greatest scores, and their weights, of each row of a block.</summary>
/// <param name="Experts">Experts.</param>
/// <param name="Active">Experts of a row.</param>
/// <param name="Normalizes">Whether the weights of a row are scaled to a sum of 1.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record RouteKernel(int Experts, int Active, bool Normalizes, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"Route{this.Active}Of{this.Experts}")
        .If(this.Normalizes, "Normalized").Rows(this.Layout);

    public override string Family => "Experts";

    public override IEnumerable<VectorFunction> Functions => [new ExpBoundedFunction()];

    public override Signature Signature => Signature.Empty.Floats("logits").Integers("choices").Floats("weights").Indices("row", "rows");

    public override string Summary =>
        $"choices[{this.Active}, row] = the experts of {this.Experts} with the greatest logits, of equal ones those with lower numbers;\n" +
        $"weights[{this.Active}, row] = softmax(logits) there{(this.Normalizes ? ", divided by its sum over them" : "")}.";

    private Axis Columns => Axis.Of(this.Experts);

    private string Place => ExpertPlaces.OfChoice("choice", "row", this.Layout);

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare(
            "float*", "z", $"stackalloc float[{this.Columns.Padded}]", "the logits of a row, then their exponentials");
        writer.Declare("int*", "order", $"stackalloc int[{this.Experts}]", "all experts, those of the row in front");
        writer.Line();

        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            ExpertPlaces.WriteCopy(writer, "logits", "z", this.Columns, this.Layout);
            writer.Line();

            using (writer.Block($"for (int expert = 0; expert < {this.Experts}; expert++)"))
            {
                writer.Line("order[expert] = expert;");
            }

            writer.Line();
            this.WriteChoices(writer);
            writer.Line();
            this.WriteWeights(writer);
        }
    }

    private void WriteChoices(KernelWriter writer)
    {
        using (writer.Block($"for (int choice = 0; choice < {this.Active}; choice++)"))
        {
            writer.Declare("int", "best", "choice");
            writer.Line();

            using (writer.Block($"for (int other = choice + 1; other < {this.Experts}; other++)"))
            {
                writer.Declare("float", "one", "z[order[other]]");
                writer.Declare("float", "greatest", "z[order[best]]");
                writer.Line();

                writer.Comment("What is no number comes first, so that it is not passed over.");
                writer.Declare("bool", "isGreater", "one > greatest || (float.IsNaN(one) && !float.IsNaN(greatest))");
                writer.Line();

                using (writer.Block("if (isGreater || (one == greatest && order[other] < order[best]))"))
                {
                    writer.Line("best = other;");
                }
            }

            writer.Line();
            writer.Line("(order[choice], order[best]) = (order[best], order[choice]);");
            writer.Line($"choices[{this.Place}] = order[choice];");
        }
    }

    private void WriteWeights(KernelWriter writer)
    {
        ExpertPlaces.WriteExponentials(writer, "z", "z[order[0]]", this.Columns, needsSum: !this.Normalizes);

        if (this.Normalizes)
        {
            writer.Declare("float", "sum", "0");
            writer.Line();

            using (writer.Block($"for (int choice = 0; choice < {this.Active}; choice++)"))
            {
                writer.Line("sum += z[order[choice]];");
            }

            writer.Line();
        }

        using (writer.Block($"for (int choice = 0; choice < {this.Active}; choice++)"))
        {
            writer.Line($"weights[{this.Place}] = z[order[choice]] / sum;");
        }
    }
}
