using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>The rows that weights are multiplied by, out of their panels.</summary>
internal sealed class ProjectionInputOperation : Operation<ProjectionInput>
{
    public override ImmutableArray<Key> Keys => ProjectionKeys.All;

    protected override string Describe(ProjectionInput node) => $"{Labels.Of(node.Input)} by rows";

    protected override IEnumerable<Work> Lower(ProjectionInput node, BlockLowering block)
    {
        yield return block.OverRows(
            new UnpackKernel(node.Input.Columns, block.Rows),
            node.Side,
            ("input", block.Pointer(node.Input)),
            ("output", Address.Of(block.StateOf(node).State.Name)));
    }
}
