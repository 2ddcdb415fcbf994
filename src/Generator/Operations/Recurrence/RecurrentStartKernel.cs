using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Generator.Operations;

/// <summary>The state of a slot to a row of those that are multiplied together.</summary>
/// <param name="Columns">The state.</param>
/// <param name="Layout">The rows.</param>
internal sealed record RecurrentStartKernel(Axis Columns, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"RecurrentStart{KernelName.Of(this.Columns)}").Rows(this.Layout);

    public override string Family => "Recurrence";

    public override Signature Signature => Signature.Empty.Floats("state", "before").Indices("position");

    public override string Summary => $"before = state, {this.Columns.Count} columns; 0 at position 0, where a sequence begins.";

    public override void WriteBody(KernelWriter writer)
    {
        string steps = $"state = &state[{RowLayout.Row.Stride}]";
        writer.PanelsAt(this.Columns.Panels, this.Layout.Stride, at => WritePanel(writer, at), steps);
    }

    private static void WritePanel(KernelWriter writer, string at)
    {
        writer.DeclareRow("state");
        writer.DeclareRow("before", at);
        writer.Each(vector => $"{writer.At("before", vector)} = position == 0 ? {writer.Zero} : {writer.At("state", vector)};");
    }
}
