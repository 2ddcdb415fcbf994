using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Rows to the places of their experts.</summary>
internal sealed class GatherOperation : Operation<Gather>
{
    public override ImmutableArray<Key> Keys => ExpertKeys.All;

    protected override string Describe(Gather node) => "each expert's rows";

    protected override IEnumerable<Work> Lower(Gather node, BlockLowering block)
    {
        Routing routing = node.Routing;
        WorkSplit split = block.SplitOf(routing.Gathered);
        KernelCall call = block.CallRows(
            new GatherKernel(routing.Input.Columns, block.Rows, block.RowsOf(routing.Gathered)),
            split,
            ("input", block.Pointer(routing.Input)),
            ("sources", block.Integers(routing.Sources)),
            ("output", block.Pointer(routing.Gathered)));

        yield return new Work(split, [call]);
    }
}
