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
        SpecificationKeys.RopeTheta, SpecificationKeys.RopeLocalTheta, SpecificationKeys.RopeFraction, SpecificationKeys.RopeScalingType,
    ];

    protected override string Describe(Rotary node) =>
        node.IsInverse ? "queries and keys turned back" : "queries and keys turned by their positions";

    protected override SessionTable TableOf(Rotary node, ModelPlan plan) =>
        new RotationTable(plan.Specification.MaxLength, node.Heads.Columns.Size, Rotation.Of(plan.Specification));

    protected override IEnumerable<Work> Lower(Rotary node, BlockLowering block)
    {
        ModelSpecification model = block.Pass.Model.Specification;
        long table = Rotation.Of(model).IndexOf(node.Rotation) * RotationTable.FloatsOf(model.MaxLength, node.Heads.Columns.Size);

        yield return block.OverRows(
            new RotaryKernel(node.Heads.Columns, block.Rows, node.IsInverse, model.MaxLength)
            {
                Turned = node.Rotation.Columns,
            },
            node.Side,
            ("heads", block.Pointer(node.Heads)),
            ("table", block.Positions + table),
            ("positions", PassMembers.Rows(node.Side, "Positions")));
    }
}
