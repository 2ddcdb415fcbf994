using System;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>What norms of rows of one panel and their gradients have in common: the rows in double.</summary>
/// <param name="writer">Where the kernel goes.</param>
/// <param name="isCentered">Whether the mean is taken off.</param>
/// <param name="columns">The normalized columns, one panel.</param>
internal sealed class NarrowNorm(KernelWriter writer, bool isCentered, Axis columns)
{
    /// <summary>What summaries say of it.</summary>
    public const string Precision = "rows of one panel are computed in double";

    /// <summary>The rows.</summary>
    public WideRow Row { get; } = new(writer);

    /// <summary>The input, without its mean where that is taken off.</summary>
    public string Deviation => isCentered ? "difference" : "x";

    /// <summary>Whether rows are so narrow that they are computed in double.</summary>
    public static bool Takes(Axis columns) => columns.Panels == 1;

    private bool IsPadded => columns.Count < Panels.Width;

    /// <summary>Declares what is the same for all rows.</summary>
    public void DeclareConstants(bool hasBias)
    {
        if (isCentered && this.IsPadded)
        {
            writer.Comment("The columns that there are: a mean is taken off nothing else.");
            this.Row.DeclareColumns("valid", columns);
        }

        writer.DeclareRow("weight");
        this.Row.DeclareRead("w", "weight");

        if (hasBias)
        {
            writer.DeclareRow("bias");
            this.Row.DeclareRead("b", "bias");
        }
    }

    /// <summary>Opens the loop over rows, in which <c>at</c> is where one begins.</summary>
    public SourceWriter.Block Loop() => writer.Block(
        $"for (nint end = row + rows, at = row * {Panels.Width}; row < end; row++, at += {Panels.Width})");

    /// <summary>Declares the input.</summary>
    public void DeclareInput()
    {
        writer.DeclareRow("input", "at");
        this.Row.DeclareRead("x", "input");
    }

    /// <summary>Declares the deviations of the input, and of their mean square <c>inverse</c> and <c>scale</c>, a vector of it.</summary>
    public void DeclareStatistics(float epsilon)
    {
        if (isCentered)
        {
            writer.Declare("double", "center", $"{this.Row.Sum("sum", static part => $"x{part}")} / {columns.Count}");
            this.DeclareDeviations();
        }

        string squares = this.Row.Sum("squares", part => $"{this.Deviation}{part} * {this.Deviation}{part}");
        writer.Declare("double", "inverse", $"1 / Math.Sqrt({squares} / {columns.Count} + {Literal.Float(epsilon)})");
        writer.Declare(this.Row.Vector, "scale", writer.Create("inverse"));
    }

    /// <summary>Declares the deviations of the input from its mean, <c>center</c>.</summary>
    public void DeclareDeviations() => this.Row.Declare("difference", part => $"x{part} - {this.OfColumns("center", part)}");

    /// <summary>Declares what is added, if there is anything.</summary>
    public void DeclareResidual(bool hasResidual)
    {
        if (hasResidual)
        {
            writer.DeclareRow("residual", "at");
            this.Row.DeclareRead("r", "residual");
        }
    }

    /// <summary>Writes a row of the output.</summary>
    public void Store(string output, Func<string, string> value)
    {
        writer.DeclareRow(output, "at");
        this.Row.Store(vector => writer.At(output, vector), value);
    }

    /// <summary>A number in the columns that there are, and zero in the padding.</summary>
    public string OfColumns(string number, string part) =>
        this.IsPadded ? $"({writer.Create(number)} * valid{part})" : writer.Create(number);
}
