using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>
/// A matrix-vector product over groups of four panels, a quarter of the output apart. In four streams a processor fetches ahead of a second
/// level cache that has only some of the lines, and of memory, and an element of the input is loaded for all of them.
/// </summary>
/// <param name="IsFromMemory">Whether the weights come from memory, not from caches.</param>
/// <inheritdoc cref="RowProduct"/>
internal sealed record StreamedRowProductKernel(
    int Depth, bool HasBias, bool HasResidual, Epilogue Epilogue, WeightFormat Weights, bool IsFromMemory)
    : RowProduct(Depth, HasBias, HasResidual, Epilogue, Weights)
{
    // A line from memory takes about as long as some pages of weights.
    private const int PagesAhead = 4;

    private static readonly string[] Names = ["A", "B", "C", "D"];

    private static readonly Stream[] Group =
    [
        .. Names.Select(static name => new Stream(name, $"start{name}", $"weights{name}", $"sum{name}", $"at{name}")),
    ];

    public override IEnumerable<VectorFunction> Functions =>
        this.IsFromMemory ? base.Functions.Append(new PrefetchFunction()) : base.Functions;

    protected override string Order => this.IsFromMemory ? "FromMemory" : "Streamed";

    public override string Item => "group";

    public override int Claim => 1;

    public override Signature Signature => this.Operands.Indices("group", "groups", "panels");

    public override string Summary => $"{this.Equation} for some groups of four panels, a quarter of them apart.";

    // The last group has those that are left over.
    public override int Items(int panels) => (panels + Group.Length - 1) / Group.Length;

    public override IEnumerable<(string Name, Expression Value)> Share(Expression first, Expression count, int panels) =>
        [("group", first), ("groups", count), ("panels", panels)];

    public override void WriteBody(KernelWriter writer)
    {
        writer.Declare("nint", "apart", $"panels / {Group.Length}");
        writer.Line();

        using (writer.Block("for (nint end = group + groups; group < end; group++)"))
        {
            this.WritePanels(writer);
            writer.Line();
            WriteChains(writer, Group);
            writer.Line();
            this.WriteDepth(writer);
            writer.Line();

            for (int stream = 0; stream < Group.Length; stream++)
            {
                writer.Declare("nint", Group[stream].At, $"panel{Names[stream]} * {Panels.Width}");
            }

            this.WriteOutputs(writer, Group);
        }
    }

    private void WritePanels(KernelWriter writer)
    {
        writer.Comment("The last group has the panels that are left over, the last of them again where they are less than four.");
        writer.Declare("nint", "panelA", $"group < apart ? group : {Group.Length} * apart");
        writer.Declare("nint", "step", "group < apart ? apart : 1");

        for (int stream = 1; stream < Group.Length; stream++)
        {
            writer.Declare("nint", $"panel{Names[stream]}", $"Math.Min(panel{Names[stream - 1]} + step, panels - 1)");
        }

        for (int stream = 0; stream < Group.Length; stream++)
        {
            this.WritePointer(writer, Group[stream], $"panel{Names[stream]}");
        }
    }

    private void WritePointer(KernelWriter writer, Stream stream, string panel)
    {
        string first = $"&weights[{panel} * {Literal.Integer(this.Stride)}]";

        if (this.Stored.IsWidened)
        {
            writer.Declare("float*", stream.Panel, first);
            first = this.FirstOf(stream.Panel);
        }

        writer.Declare(this.Stored.PointerType, stream.Weights, first);
    }

    private void WriteDepth(KernelWriter writer)
    {
        if (!this.IsFromMemory || writer.Set.Caches is null)
        {
            using (writer.Block($"for (nint k = 0; k < {this.Depth}; {this.Advance(Group)})"))
            {
                this.WriteStep(writer, Group);
            }

            return;
        }

        int page = this.Stored.ElementsIn(Caches.Page);
        int rows = page / this.Stored.Elements(1);

        using (writer.Block($"for (nint k = 0; k < {this.Depth};)"))
        {
            writer.Comment("Processors fetch ahead no further than to the end of a page: a line of one that comes later.");

            foreach (Stream stream in Group)
            {
                string ahead = $"&{stream.Weights}[{Literal.Integer(PagesAhead * page)}]";
                writer.Line($"Prefetch({(this.Stored.IsWidened ? $"(float*){ahead}" : ahead)});");
            }

            writer.Line();
            string stop = this.Depth % rows == 0 ? $"k + {rows}" : $"Math.Min(k + {rows}, {this.Depth})";

            using (writer.Block($"for (nint stop = {stop}; k < stop; {this.Advance(Group)})"))
            {
                this.WriteStep(writer, Group);
            }
        }
    }
}
