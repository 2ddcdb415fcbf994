using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>The choice of experts.</summary>
internal sealed class RouteOperation : Operation<Route>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.Experts];

    protected override string Describe(Route node) => "the experts of each row and their weights";

    protected override IEnumerable<Work> Lower(Route node, BlockLowering block)
    {
        yield return block.OverRows(
            new RouteKernel(node.Routing.Experts, node.Routing.Active, node.Normalizes, block.Rows),
            node.Side,
            ("logits", block.Pointer(node.Logits)),
            ("choices", block.Integers(node.Routing.Choices)),
            ("weights", block.Pointer(node.Routing.Weights)));
    }
}

/// <summary>The gradient of the scores that experts are chosen by.</summary>
internal sealed class RouteGradientOperation : Operation<RouteGradient>
{
    public override ImmutableArray<Key> Keys { get; } = [SpecificationKeys.Experts];

    protected override string Describe(RouteGradient node) => "through the weights of the experts";

    protected override IEnumerable<Work> Lower(RouteGradient node, BlockLowering block)
    {
        Route route = node.Forward;
        RouteGradientKernel kernel = new(
            route.Routing.Experts, route.Routing.Active, route.Normalizes, route.BalanceLoss, block.Rows);

        yield return block.OverRows(
            kernel,
            node.Side,
            [
                ("logits", block.Pointer(route.Logits)),
                ("choices", block.Integers(route.Routing.Choices)),
                ("weightGradient", block.Pointer(node.WeightGradient)),
                ("result", block.Pointer(node.Result)),
                .. route.BalanceLoss > 0 ? Balance(route, block) : [],
            ]);
    }

    // The loss that balances looks at all layers of the stack, which are the repetitions of the block.
    private static IEnumerable<(string Name, Operand? Value)> Balance(Route route, BlockLowering block)
    {
        (Address groups, long stride) = block.OfRepetitions(route.Routing.Groups);

        return
        [
            ("groups", groups),
            ("layers", Operand.Index(block.Repetitions)),
            ("layerStride", Operand.Index(stride)),
            ("positions", Operand.Index(PassMembers.Side(route.Side, "Rows"))),
            ("labels", Operand.Index(PassMembers.LabelCount)),
        ];
    }
}
