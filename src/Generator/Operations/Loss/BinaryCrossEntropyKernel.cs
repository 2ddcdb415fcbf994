using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// Binary cross-entropy of the logistic function over a block of rows: losses, and the gradient of the logits in their place.
/// </summary>
/// <param name="Columns">The classes of a row, each of them a yes or no.</param>
/// <param name="Layout">The rows of activations.</param>
internal sealed record BinaryCrossEntropyKernel(Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"BinaryCrossEntropy{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Loss";

    public override IEnumerable<VectorFunction> Functions => [new ExpBoundedFunction(), new LogOnePlusFunction()];

    public override Signature Signature => Signature.Empty.Floats("logits", "targets", "losses").Indices("row", "rows");

    public override string Summary =>
        $"losses[row] = sum(max(z, 0) - z * y + log(1 + exp(-|z|))) / {this.Columns.Count} over the {this.Columns.Count} logits z of a " +
        "row and their\ntargets y, which is -(y log s(z) + (1 - y) log(1 - s(z))) for the logistic function s;\n" +
        $"z becomes (s(z) - y) / {this.Columns.Count}.";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Declare("float*", "z", $"&logits[row * {Panels.Width}]");
            writer.Declare("float*", "y", $"&targets[row * {Literal.Integer(this.Columns.Padded)}]");
            writer.Declare("sum", _ => writer.Zero);
            writer.Line();
            this.WritePanels(writer);
            writer.Line();
            writer.Line($"losses[row] = {writer.Class}.Sum({writer.SumOf("sum")}) / {Literal.Float(this.Columns.Count)};");
        }
    }

    // The padding of the last panel has losses of its own, which do not count.
    private void WritePanels(KernelWriter writer)
    {
        int whole = this.Columns.Size / Panels.Width;
        int tail = this.Columns.Size % Panels.Width;

        if (whole + (tail > 0 ? 1 : 0) == 1)
        {
            this.WritePanel(writer, this.Columns.Size);
            return;
        }

        string[] steps = [$"z = &z[{Literal.Integer(this.Layout.Stride)}]", $"y = &y[{Panels.Width}]"];
        bool isLoop = whole > 1;

        using (writer.Block(isLoop ? $"for (nint panel = 0; panel < {whole}; panel++, {string.Join(", ", steps)})" : ""))
        {
            this.WritePanel(writer, Panels.Width);
        }

        if (tail > 0)
        {
            this.WriteTail(writer, tail, isLoop ? [] : steps);
        }
    }

    private void WriteTail(KernelWriter writer, int columns, string[] steps)
    {
        writer.Line();
        writer.Comment($"The last panel has {Labels.Count(columns, "column")}.");

        foreach (string step in steps)
        {
            writer.Line($"{step};");
        }

        using (writer.Block())
        {
            this.WritePanel(writer, columns);
        }
    }

    private void WritePanel(KernelWriter writer, int columns)
    {
        writer.DeclareRow("z");
        writer.DeclareRow("y");

        foreach (int vector in writer.VectorIndices)
        {
            string z = writer.At("z", vector);
            string y = writer.At("y", vector);

            if (columns <= vector * writer.Set.Lanes)
            {
                continue;
            }

            writer.Declare($"exponential{vector}", $"ExpBounded(-{writer.Class}.Abs({z}))");
            writer.Declare($"upper{vector}", $"{writer.Broadcast(1)} / ({writer.Broadcast(1)} + exponential{vector})");
            string isPositive = $"{writer.Class}.GreaterThan({z}, {writer.Zero})";
            string logistic = $"{writer.Class}.ConditionalSelect({isPositive}, upper{vector}, exponential{vector} * upper{vector})";
            writer.Declare($"logistic{vector}", logistic);
            writer.Declare($"loss{vector}", writer.MultiplySubtract(z, y, writer.Max(writer.Zero, z)));
            writer.Line($"loss{vector} += LogOnePlus(exponential{vector});");
            writer.Line($"sum{vector} += {writer.Valid($"loss{vector}", vector, columns, writer.Zero)};");
            string gradient = $"(logistic{vector} - {y}) * {writer.Broadcast(1f / this.Columns.Count)}";
            writer.Line($"{z} = {writer.Valid(gradient, vector, columns, writer.Zero)};");
        }
    }
}
