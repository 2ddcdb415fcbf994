using System;
using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Softmax cross-entropy over a block of rows: losses, and the gradient of the logits in their place.</summary>
/// <param name="Classes">Classes per row.</param>
/// <param name="Smoothing">Label smoothing, PyTorch's definition: every class keeps Smoothing / Classes of the target.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record CrossEntropyKernel(int Classes, float Smoothing, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"CrossEntropy{this.Classes}")
        .Number("Smoothing", this.Smoothing, usual: 0).Rows(this.Layout);

    public override string Family => "CrossEntropy";

    public override IEnumerable<VectorFunction> Functions => [new ExpBoundedFunction(), new MaximumFunction(), new WideSumFunction()];

    public override Signature Signature => Signature.Empty
        .Floats("logits").Integers("labels").Floats("losses").Flags("withGradient").Indices("row", "rows");

    public override string Summary =>
        $"losses[row] = log(sum(exp(z))) - {this.Target} over {this.Classes} classes, 0 where the label is negative;\n" +
        $"with the gradient, z becomes softmax(z) - {this.TargetGradient}, or 0 in an ignored row. " +
        "Panels are the outer loop, so that long rows are read in order.";

    private string Target => this.Smoothing > 0
        ? $"{Literal.Float(1 - this.Smoothing)} * z[label] - {Literal.Float(this.Smoothing)} * mean(z)"
        : "z[label]";

    private string TargetGradient => this.Smoothing > 0
        ? $"{Literal.Float(1 - this.Smoothing)} * [label] - {Literal.Float(this.Smoothing / this.Classes)}"
        : "[label]";

    private Axis Columns => Axis.Of(this.Classes);

    // The part of the target that every class keeps.
    private string Uniform => Literal.Float(this.Smoothing / this.Classes);

    // The logit of a row's label.
    private string LabelLogit => this.Columns.Panels == 1
        ? $"logits[i * {Panels.Width} + labels[i]]"
        : $"logits[labels[i] / {Panels.Width} * (nint){Literal.Integer(this.Layout.Stride)} " +
            $"+ i * {Panels.Width} + labels[i] % {Panels.Width}]";

    private bool Smooths => this.Smoothing > 0;

    // What a row's own label has of the target beyond the uniform part.
    private string Sharp => Literal.Float(1 - this.Smoothing);

    public override void WriteBody(KernelWriter writer)
    {
        writer.Line($"logits = &logits[row * {Panels.Width}];");
        writer.Line("labels = &labels[row];");
        writer.Line("losses = &losses[row];");

        DeclareRows(writer, "maxima", "the greatest z, lane by lane; then of all lanes, in front");
        DeclareRows(writer, "sums", "the sum of exp(z - max), lane by lane; then what the gradient is scaled by, in front");

        if (this.Smooths)
        {
            DeclareRows(writer, "totals", "the sum of z, lane by lane");
        }

        writer.Line($"new Span<float>(maxima, (int)rows * {Panels.Width}).Fill(float.NegativeInfinity);");
        writer.Line();
        this.WriteMaxima(writer);
        writer.Line();
        this.WriteExponentials(writer);
        writer.Line();

        using (writer.Block("if (!withGradient)"))
        {
            writer.Line("return;");
        }

        writer.Line();
        this.WriteGradient(writer);
    }

    // 16 floats for each row of a block: what a lane has seen of the row.
    private static void DeclareRows(KernelWriter writer, string name, string meaning) => writer.Declare(
        "float*", name, $"stackalloc float[{RowPlan.Block * Panels.Width}]", $"[{RowPlan.Block}, {Panels.Width}]: {meaning}");

    private void WriteMaxima(KernelWriter writer)
    {
        writer.Comment("The greatest logit of each row.");
        this.EachElement(writer, (z, columns) =>
        {
            string smallest = writer.Broadcast(float.NegativeInfinity);
            writer.DeclareRow("maxima", "i");
            writer.Declare("z", vector => writer.Valid(writer.At(z, vector), vector, columns, smallest));
            writer.Line($"{writer.At("maxima", 0)} = {writer.Max(writer.At("maxima", 0), writer.MaximumOf("z"))};");
        });
        writer.Line();

        using (writer.Block("for (nint i = 0; i < rows; i++)"))
        {
            writer.DeclareRow("maxima", $"i * {Panels.Width}");
            writer.Declare("float", "maximum", $"Maximum({writer.At("maxima", 0)})");
            writer.Line($"maxima[i * {Panels.Width}] = maximum;");
            writer.Line($"losses[i] = labels[i] < 0 ? 0 : maximum - {(this.Smooths ? $"{this.Sharp} * " : "")}{this.LabelLogit};");
        }
    }

    private void WriteExponentials(KernelWriter writer)
    {
        writer.Comment("exp(z - max) in the place of z, and the sums of each row.");
        this.EachElement(writer, (z, columns) =>
        {
            writer.Declare("maximum", writer.Broadcast("maxima[i]"));
            writer.Declare("z", vector => writer.At(z, vector));

            if (this.Smooths)
            {
                writer.DeclareRow("totals", "i");
                writer.Line($"{writer.At("totals", 0)} += {writer.SumOf("z")};");
            }

            writer.Declare("e", vector => writer.Valid($"ExpBounded(z{vector} - maximum)", vector, columns, writer.Zero));
            writer.Each(vector => $"{writer.At(z, vector)} = e{vector};");
            writer.DeclareRow("sums", "i");
            writer.Line($"{writer.At("sums", 0)} += {writer.SumOf("e")};");
        });
        writer.Line();

        writer.Comment(this.Smooths ? "The losses. What the gradient adds to every class replaces the maxima." : "The losses.");

        using (writer.Block("for (nint i = 0; i < rows; i++)"))
        {
            writer.DeclareRow("sums", $"i * {Panels.Width}");
            writer.Declare("double", "sum", $"WideSum({writer.At("sums", 0)})");

            if (this.Smooths)
            {
                writer.DeclareRow("totals", $"i * {Panels.Width}");
            }

            using (writer.Block("if (labels[i] >= 0)"))
            {
                writer.Line(this.Smooths
                    ? $"losses[i] += MathF.Log((float)sum) - {writer.Class}.Sum({writer.At("totals", 0)}) * {this.Uniform};"
                    : "losses[i] += MathF.Log((float)sum);");
            }

            writer.Line();
            writer.Line($"sums[i * {Panels.Width}] = labels[i] < 0 ? 0 : (float)(1 / sum);");

            if (this.Smooths)
            {
                writer.Line($"maxima[i * {Panels.Width}] = labels[i] < 0 ? 0 : -{this.Uniform};");
            }
        }
    }

    private void WriteGradient(KernelWriter writer)
    {
        writer.Comment("softmax - target.");
        this.EachElement(writer, (z, columns) =>
        {
            writer.Declare("scale", writer.Broadcast("sums[i]"));

            if (!this.Smooths)
            {
                writer.Each(vector => $"{writer.At(z, vector)} *= scale;");
                return;
            }

            writer.Declare("lessUniform", writer.Broadcast("maxima[i]"));
            writer.Each(vector =>
            {
                string gradient = writer.MultiplyAdd(writer.At(z, vector), "scale", "lessUniform");

                return $"{writer.At(z, vector)} = {writer.Valid(gradient, vector, columns, writer.Zero)};";
            });
        });
        writer.Line();

        using (writer.Block("for (nint i = 0; i < rows; i++)"))
        using (writer.Block("if (labels[i] >= 0)"))
        {
            writer.Line($"{this.LabelLogit} -= {(this.Smooths ? this.Sharp : "1")};");
        }
    }

    // For every panel of logits, by its pointer, and every row of the block; i is 16 times the row.
    private void EachElement(KernelWriter writer, Action<string, int> body) =>
        writer.EachPanel(this.Columns, this.Layout.Stride, (at, columns) =>
        {
            string z = at.Length == 0 ? "logits" : "z";

            if (at.Length > 0)
            {
                writer.Declare("float*", z, $"&logits[{at}]");
            }

            using (writer.Block($"for (nint i = 0; i < rows * {Panels.Width}; i += {Panels.Width})"))
            {
                writer.DeclareRow(z, "i");
                body(z, columns);
            }
        });
}
