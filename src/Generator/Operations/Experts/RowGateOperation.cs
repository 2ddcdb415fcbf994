using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Rows times sigmoid of a score of each: what a position has of a shared expert.</summary>
internal sealed class RowGateOperation : Operation<RowGate>
{
    public override ImmutableArray<Key> Keys => ExpertKeys.All;

    protected override string Describe(RowGate node) => $"the shared expert's gate{(node.Residual is null ? "" : " and the residual")}";

    protected override IEnumerable<Work> Lower(RowGate node, BlockLowering block)
    {
        yield return block.OverRows(
            node.Output,
            rows => new RowGateKernel(node.Output.Columns, node.Residual is not null, rows),
            ("input", node.Input),
            ("logit", node.Logit),
            ("residual", node.Residual),
            ("output", node.Output));
    }
}

/// <summary>The gradients of the rows and of their scores.</summary>
internal sealed class RowGateGradientOperation : Operation<RowGateGradient>
{
    public override ImmutableArray<Key> Keys => ExpertKeys.All;

    protected override string Describe(RowGateGradient node) => "through the shared expert's gate";

    protected override IEnumerable<Work> Lower(RowGateGradient node, BlockLowering block)
    {
        yield return block.OverRows(
            node.Result,
            rows => new RowGateGradientKernel(node.Result.Columns, rows),
            ("outputGradient", node.OutputGradient),
            ("input", node.Forward.Input),
            ("logit", node.Forward.Logit),
            ("result", node.Result),
            ("logitGradient", node.LogitGradient));
    }
}
