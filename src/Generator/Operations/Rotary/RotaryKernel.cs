using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Rotary positions over a block of rows, in place. Su et al. 2021.</summary>
/// <param name="Heads">The heads that are turned.</param>
/// <param name="Layout">The rows of activations.</param>
/// <param name="IsInverse">Whether they are turned back: the gradient.</param>
/// <param name="TableRows">Positions in the table.</param>
/// <param name="InHalves">Whether column i is turned with column i + <see cref="Turned"/> / 2 instead of its neighbour.</param>
internal sealed record RotaryKernel(Axis Heads, RowLayout Layout, bool IsInverse, int TableRows, bool InHalves = false) : Kernel
{
    /// <summary>Columns of a head that are turned, from its first on; in the table the others have cosine 1 and sine 0.</summary>
    public int Turned { get; init; } = Heads.Size;

    protected override KernelName Words => new KernelName($"Rotary{KernelName.Of(this.Heads)}")
        .If(this.InHalves, "Halves").Count("Turned", this.Turned, usual: this.Heads.Size).If(this.IsInverse, "Back")
        .Count("Positions", this.TableRows).Rows(this.Layout);

    public override string Family => "Rotary";

    public override Signature Signature => Signature.Empty.Floats("heads", "table").Integers("positions").Indices("row", "rows");

    public override string Summary =>
        $"({(this.InHalves ? $"x[i], x[i + {this.Half}]" : "x[2i], x[2i + 1]")}) of each of {this.Heads.Groups} heads " +
        $"turned by {(this.IsInverse ? "minus " : "")}positions[row] * theta^(-2i / {this.Turned}), in place;\n" +
        $"the table holds the cosines, then the sines with the sign of their column, [{this.TableRows}, {this.Heads.Size}] each.";

    private int Half => this.Turned / 2;

    private int TurnedPanels => Axis.RoundUp(this.Turned) / Panels.Width;

    public override void WriteBody(KernelWriter writer)
    {
        if (this.InHalves)
        {
            string columns = Literal.Integer(Axis.RoundUp(this.Turned) + Axis.RoundUp(this.Half));
            writer.Declare("float*", "columns", $"stackalloc float[{columns}]");
            writer.Line();
        }

        using (writer.Block("for (nint end = row + rows; row < end; row++)"))
        {
            writer.Declare("float*", "cosine", $"&table[(nint)positions[row] * {Panels.Width}]");
            writer.Declare("float*", "sine", $"&cosine[{Literal.Integer((long)this.Heads.PaddedSize * this.TableRows)}]");
            writer.Line();

            this.WriteHeads(writer);
        }
    }

    private void WriteHeads(KernelWriter writer)
    {
        if (this.Heads.Groups == 1)
        {
            this.WriteHead(writer, "");
            return;
        }

        using (writer.Block($"for (nint head = 0; head < {this.Heads.Groups}; head++)"))
        {
            this.WriteHead(writer, $"head * {Literal.Integer((long)this.Heads.PaddedSize * this.Layout.Capacity)}");
        }
    }

    private void WriteHead(KernelWriter writer, string head)
    {
        writer.Declare("float*", "x", Pointer.To("heads", head, $"row * {Panels.Width}"));
        writer.Line();

        if (this.InHalves)
        {
            this.WriteColumns(writer);
            writer.Line();
        }

        string[] steps = this.InHalves ? [$"partner = &partner[{Panels.Width}]"] : [];
        writer.PanelsAt(
            this.TurnedPanels,
            this.TableRows * Panels.Width,
            at => this.WritePanel(writer, at),
            [$"x = &x[{Literal.Integer(this.Layout.Stride)}]", .. steps]);
    }

    // The partners of a vector may lie across panels: they are read from the columns in one run, the first half once more at its end.
    private void WriteColumns(KernelWriter writer)
    {
        writer.Panels(this.TurnedPanels, panel =>
        {
            string from = panel.Of("x", this.Layout.Stride);
            string to = panel.Of("columns", Panels.Width);
            writer.Line($"new Span<float>({from}, {Panels.Width}).CopyTo(new Span<float>({to}, {Panels.Width}));");
        });
        writer.Line();
        writer.Line($"new Span<float>(columns, {this.Half}).CopyTo(new Span<float>(&columns[{this.Turned}], {this.Half}));");
        writer.Declare("float*", "partner", $"&columns[{this.Half}]");
    }

    private void WritePanel(KernelWriter writer, string at)
    {
        writer.DeclareRow("x");
        writer.DeclareRow("cosine", at);
        writer.DeclareRow("sine", at);

        if (this.InHalves)
        {
            writer.DeclareRow("partner");
        }

        writer.Declare("value", vector => writer.At("x", vector));
        writer.Declare("swapped", vector => this.InHalves
            ? writer.At("partner", vector)
            : $"{writer.Class}.Shuffle(value{vector}, {writer.CreateLanes(static lane => $"{lane ^ 1}")})");
        writer.Each(vector =>
        {
            string sine = writer.At("sine", vector);
            string turned = $"(swapped{vector} * {(this.IsInverse ? $"-({sine})" : sine)})";

            return $"{writer.At("x", vector)} = {writer.MultiplyAdd($"value{vector}", writer.At("cosine", vector), turned)};";
        });
    }
}
