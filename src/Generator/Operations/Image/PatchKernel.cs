using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>The patches of images as rows of a matrix, over a block of rows.</summary>
/// <param name="Image">The images.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record PatchKernel(ImageInput Image, RowLayout Layout) : Kernel
{
    protected override KernelName Words =>
        new KernelName($"Patches{this.Image.Channels}x{this.Image.Height}x{this.Image.Width}By{this.Image.Patch}")
            .If(!this.Image.HasClassToken, "Alone").Rows(this.Layout);

    public override string Family => "Image";

    public override Signature Signature => Signature.Empty
        .Floats("pixels").Integers("sequences", "positions").Floats("patches").Indices("row", "rows");

    public override string Summary =>
        $"patches[row] = the {this.Image.Channels} x {this.Image.Patch} x {this.Image.Patch} numbers of a patch of image sequences[row], " +
        $"[{this.Image.Channels}, {this.Image.Height}, {this.Image.Width}]" +
        (this.Image.HasClassToken ? ";\nzeros at position 0, where the class token stands." : ".");

    private Axis Columns => Axis.Of(this.Image.PatchFloats);

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Declare("float*", "patch", $"&patches[row * {Panels.Width}]");

            if (this.Image.HasClassToken)
            {
                writer.Line();
                this.WriteZeros(writer);
                writer.Line();
            }

            this.WritePatch(writer);
        }
    }

    private void WriteZeros(KernelWriter writer)
    {
        using (writer.Block("if (positions[row] == 0)"))
        {
            writer.Panels(
                this.Columns.Panels, _ => writer.Line($"new Span<float>(patch, {Panels.Width}).Clear();"),
                $"patch = &patch[{Literal.Integer(this.Layout.Stride)}]");
            writer.Line("continue;");
        }
    }

    private void WritePatch(KernelWriter writer)
    {
        ImageInput image = this.Image;
        string before = image.HasClassToken ? " - 1" : "";
        string patchLines = Literal.Integer((long)image.Patch * image.Width);
        writer.Declare("nint", "number", $"positions[row]{before}");
        writer.Declare(
            "float*", "pixel",
            $"&pixels[sequences[row] * (nint){Literal.Integer(image.Floats)} + number / {image.PatchesPerLine} * {patchLines} " +
            $"+ number % {image.PatchesPerLine} * {image.Patch}]");
        writer.Declare("nint", "column", "0");
        writer.Line();

        string next = $"&pixel[{Literal.Integer((long)image.Height * image.Width)}]";

        using (writer.Block($"for (nint channel = 0; channel < {image.Channels}; channel++, pixel = {next})"))
        using (writer.Block($"for (nint y = 0; y < {image.Patch}; y++)"))
        using (writer.Block($"for (nint x = 0; x < {image.Patch}; x++, column++)"))
        {
            writer.Line($"{this.At("column")} = pixel[y * {Literal.Integer(image.Width)} + x];");
        }

        if (this.Columns.Padded > this.Columns.Count)
        {
            writer.Line();

            using (writer.Block($"for (; column < {this.Columns.Padded}; column++)"))
            {
                writer.Line($"{this.At("column")} = 0;");
            }
        }
    }

    private string At(string column) => this.Columns.Panels == 1
        ? $"patch[{column}]"
        : $"patch[{column} / {Panels.Width} * {Literal.Integer(this.Layout.Stride)} + {column} % {Panels.Width}]";
}
