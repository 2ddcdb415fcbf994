using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Generator.Operations;

/// <content>Rows of one panel, in double.</content>
internal sealed partial record NormGradientKernel
{
    /// <summary>
    /// Added to the variance of rows of one panel whose statistics are computed again, for as floats they would be what is least exact; 0
    /// where they are read.
    /// </summary>
    public float Epsilon { get; init; }

    /// <summary>Whether it computes mean and inverse deviation again.</summary>
    public bool ComputesStatistics => this.Epsilon > 0;

    private bool IsNarrow => NarrowNorm.Takes(this.Columns);

    /// <summary>The gradient of a norm's input.</summary>
    /// <param name="node">The gradient.</param>
    /// <param name="layout">The rows of activations.</param>
    /// <param name="isExact">Whether the input is what the norm was given, and not that in fewer bits.</param>
    public static NormGradientKernel Of(NormGradient node, RowLayout layout, bool isExact) =>
        new(node.Forward.IsCentered, node.Forward.Columns, layout, node.Residual is not null)
        {
            Epsilon = isExact && NarrowNorm.Takes(node.Forward.Columns) ? node.Forward.Epsilon : 0,
        };

    private void WriteNarrow(KernelWriter writer)
    {
        NarrowNorm norm = new(writer, this.IsCentered, this.Columns);
        WideRow row = norm.Row;
        norm.DeclareConstants(hasBias: false);
        writer.Line();

        using (norm.Loop())
        {
            this.DeclareNormalized(writer, norm);
            writer.DeclareRow("outputGradient", "at");
            row.DeclareRead("dy", "outputGradient");
            row.Declare("n", part => $"{norm.Deviation}{part} * scale");
            row.Declare("g", part => $"dy{part} * w{part}");

            if (this.IsCentered)
            {
                writer.Declare("double", "meanGradient", $"{row.Sum("gradients", static part => $"g{part}")} / {this.Columns.Count}");
            }

            string products = row.Sum("products", static part => $"g{part} * n{part}");
            writer.Declare(row.Vector, "meanProduct", writer.Create($"{products} / {this.Columns.Count}"));
            norm.DeclareResidual(this.HasResidual);
            writer.Line();
            norm.Store("result", part => this.Result(norm, part));
        }
    }

    private void DeclareNormalized(KernelWriter writer, NarrowNorm norm)
    {
        norm.DeclareInput();

        if (this.ComputesStatistics)
        {
            norm.DeclareStatistics(this.Epsilon);
            return;
        }

        if (this.IsCentered)
        {
            writer.Declare("double", "center", "mean[row]");
            norm.DeclareDeviations();
        }

        writer.Declare(norm.Row.Vector, "scale", writer.Create("(double)inverseDeviation[row]"));
    }

    private string Result(NarrowNorm norm, string part)
    {
        string centered = this.IsCentered ? $" - {norm.OfColumns("meanGradient", part)}" : "";

        return $"((g{part}{centered} - (n{part} * meanProduct)) * scale){(this.HasResidual ? $" + r{part}" : "")}";
    }
}
