using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <content>The gradients of biases by distance: score gradients summed along distances, then into buckets.</content>
internal sealed partial record AttentionGradientKernel
{
    // Neighbouring keys add to sums of their own, a lane further on each: to the same ones they would wait for one another.
    private IEnumerable<(string Name, string Shape, int Floats)> BiasSums => this.SumsBiases
        ? [("laneSums", $"[{Panels.Width}, {this.BiasSpan}]: dS by lane and distance", this.BiasSpan * Panels.Width)]
        : [];

    private int BiasSpan => this.Tiling.SpanOf(this.MaximumLength) + Panels.Width;

    private RelativeBiasSumKernel BiasSum => new(this.Tiling.Relative!, this.BiasSpan, this.Tiling.Layout.Capacity);

    private void WriteBiasSums(KernelWriter writer)
    {
        if (this.SumsBiases)
        {
            writer.Declare("float*", "biasSums", $"&laneSums[{this.Tiling.CenterOf(this.MaximumLength)}]");
            writer.Line($"new Span<float>(laneSums, {Literal.Integer(this.BiasSpan * Panels.Width)}).Clear();");
            writer.Line();
        }
    }

    private void WriteBiasGradient(KernelWriter writer)
    {
        writer.Comment("A bias has the gradients of all scores of its distance; lanes behind the last query have none.");
        writer.Declare("scoreGradient", vector => $"probability{vector} * (gradient{vector} - delta{vector})");
        writer.DeclareRow("biasSums", $"query0 - first - row + (first + row) % {Panels.Width} * {this.BiasSpan + 1}");
        writer.Each(vector =>
        {
            string isQuery = $"{writer.Class}.LessThan(lane{vector}, rest)";

            return $"{writer.At("biasSums", vector)} += " +
                $"{writer.Class}.ConditionalSelect({isQuery}, scoreGradient{vector}, {writer.Zero});";
        });
    }
}
