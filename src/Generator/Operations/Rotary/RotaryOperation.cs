using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Queries and keys turned by their positions; their gradients turned back.</summary>
internal sealed class RotaryOperation : Operation<Rotary>
{
    public override ImmutableArray<Key> Keys { get; } =
    [
        SpecificationKeys.MaxLength, SpecificationKeys.Heads, SpecificationKeys.KeyValueHeads, SpecificationKeys.KeySize,
        SpecificationKeys.RopeTheta,
    ];

    protected override string Describe(Rotary node) =>
        node.IsInverse ? "queries and keys turned back" : "queries and keys turned by their positions";

    protected override SessionTable TableOf(Rotary node, ModelPlan plan) =>
        new RotationTable(plan.Specification.MaxLength, node.Heads.Columns.Size, node.Theta);

    protected override IEnumerable<Work> Lower(Rotary node, BlockLowering block)
    {
        yield return block.OverRows(
            new RotaryKernel(node.Heads.Columns, block.Rows, node.IsInverse, block.Pass.Model.Specification.MaxLength),
            node.Side,
            ("heads", block.Pointer(node.Heads)),
            ("table", block.Positions),
            ("positions", PassMembers.Rows(node.Side, "Positions")));
    }
}
