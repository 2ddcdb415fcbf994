using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Generator.Operations;

/// <summary>
/// Products of more slots than a block of rows holds: groups of panels times blocks of rows. A group's weights stay in the second level
/// cache from block to block.
/// </summary>
internal static class SlotBlocks
{
    private const int Group = ProjectionOperation.PanelGroup;

    public static Work Lower(ProductKernel kernel, ImmutableArray<(string Name, Operand? Value)> operands, int panels, BlockLowering block)
    {
        int groups = (panels + Group - 1) / Group;
        Variable group = new("group");
        Expression first = groups == 1 ? 0 : group * Group;
        Expression count = groups == 1 ? panels : panels % Group == 0 ? Group : Expression.Min(Group, panels - (group * Group));
        WorkSplit split = SplitOf(groups);

        KernelCall call = block.CallRows(
            kernel, split, [.. operands, ("panel", Operand.Index(first)), ("panels", Operand.Index(count))]);

        return new Work(split, [call]);
    }

    private static WorkSplit SplitOf(int groups)
    {
        ImmutableArray<Define> rows = WorkSplit.RowsOfBlock(RowPlan.Block, Side.Target);
        Expression blocks = Expression.Blocks(PassMembers.Side(Side.Target, "Rows"), RowPlan.Block);

        if (groups == 1)
        {
            return new WorkSplit(blocks, "block") { Definitions = rows };
        }

        Variable item = new("item");
        Variable count = new("blocks");

        return new WorkSplit((Expression)groups * blocks, "item")
        {
            Definitions = [new("int", "blocks", blocks), new("int", "group", item / count), new("int", "block", item % count), .. rows],
        };
    }
}
