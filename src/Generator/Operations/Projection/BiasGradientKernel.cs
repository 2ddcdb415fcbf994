using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>The gradient of some panels of biases.</summary>
/// <param name="FirstIdle">The first panel of those whose gradient is zero.</param>
/// <param name="IdlePanels">How many there are.</param>
internal sealed record BiasGradientKernel(int FirstIdle = 0, int IdlePanels = 0) : Kernel
{
    protected override KernelName Words => new KernelName("BiasGradient").Count("Idle", this.IdlePanels).Count("From", this.FirstIdle);

    public override string Family => "WeightGradient";

    public override Signature Signature => Signature.Empty.Floats("outputGradient", "biasGradient")
        .IndicesIf(this.HasIdle, "panel").Indices("panels", "apart", "rows").Flags("accumulate");

    public override string Summary =>
        $"biasGradient[{Panels.Width} x panels] (+)= sum over rows of outputGradient[rows, {Panels.Width} x panels];\n" +
        "its panels are apart, and rows are summed in order, in blocks." +
        (this.HasIdle ? $"\nNothing depends on panels {this.FirstIdle} to {this.EndOfIdle - 1}: their gradient is zero." : "");

    /// <summary>Whether there are panels whose gradient is zero.</summary>
    public bool HasIdle => this.IdlePanels > 0;

    private int EndOfIdle => this.FirstIdle + this.IdlePanels;

    /// <summary>The gradient of the biases of a node, which stand side by side.</summary>
    public static BiasGradientKernel Of(WeightGradient node) => node.IdleBias is Parameter idle && node.Biases.Contains(idle)
        ? new(node.Biases.TakeWhile(bias => bias != idle).Sum(static bias => bias.First.Panels), idle.First.Panels)
        : new();

    public override void WriteBody(KernelWriter writer)
    {
        string steps =
            $"outputGradient = &outputGradient[apart], biasGradient = &biasGradient[{Panels.Width}]{(this.HasIdle ? ", panel++" : "")}";

        using (writer.Block($"for (; panels > 0; panels--, {steps})"))
        {
            if (this.HasIdle)
            {
                writer.Declare("nint", "summed", $"panel is >= {this.FirstIdle} and < {this.EndOfIdle} ? 0 : rows");
            }

            ColumnSums.Write(
                writer,
                ["bias"],
                () =>
                {
                    writer.DeclareRow("outputGradient", "at");
                    writer.Each(vector => $"biasPart{vector} += {writer.At("outputGradient", vector)};");
                },
                rows: this.HasIdle ? "summed" : "rows");
        }
    }
}
