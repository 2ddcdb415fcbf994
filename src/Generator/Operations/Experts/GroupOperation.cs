using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>The places of pairs of rows and experts.</summary>
internal sealed class GroupOperation : Operation<Group>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.Experts];

    protected override string Describe(Group node) => "the rows of each expert";

    protected override IEnumerable<Work> Lower(Group node, BlockLowering block)
    {
        Routing routing = node.Routing;

        // Where every slot has one row, threads are few experts' worth of rows apart however they are cut.
        Expression most = block.Pass.Kind == PassKind.Decode ? RowPlan.Block : PassMembers.Side(node.Side, "BlockRows");

        yield return new Work(
            WorkSplit.Once,
            [
                block.Call(
                    new GroupKernel(routing.Experts, routing.Active, block.Rows),
                    ("choices", block.Integers(routing.Choices)),
                    ("places", block.Integers(routing.Places)),
                    ("sources", block.Integers(routing.Sources)),
                    ("groups", block.Integers(routing.Groups)),
                    ("items", block.Integers(routing.Items)),
                    ("rows", Operand.Index(PassMembers.Side(node.Side, "Rows"))),
                    ("blockRows", Operand.Index(most))),
            ]);
    }
}
