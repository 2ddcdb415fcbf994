using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Gated activations.</summary>
internal sealed class GateOperation : Operation<Gate>
{
    public override ImmutableArray<Key> Keys => GateKeys.All;

    protected override string Describe(Gate node) => "the gate";

    protected override IEnumerable<Work> Lower(Gate node, BlockLowering block)
    {
        yield return block.OverRows(
            node.Output,
            rows => new GateKernel(node.Output.Columns, rows, node.Activation),
            ("input", node.Input),
            ("output", node.Output));
    }
}

/// <summary>The gradients of both halves of a gate.</summary>
internal sealed class GateGradientOperation : Operation<GateGradient>
{
    public override ImmutableArray<Key> Keys => GateKeys.All;

    protected override string Describe(GateGradient node) => "through the gate";

    protected override IEnumerable<Work> Lower(GateGradient node, BlockLowering block)
    {
        yield return block.OverRows(
            node.Result,
            rows => new GateGradientKernel(node.OutputGradient.Columns, rows, node.Activation),
            ("outputGradient", node.OutputGradient),
            ("input", node.Input),
            ("result", node.Result));
    }
}
