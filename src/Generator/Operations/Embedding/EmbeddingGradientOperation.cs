using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>The gradients of the tables that rows were looked up in, a panel of columns an item.</summary>
internal sealed class EmbeddingGradientOperation : Operation<EmbeddingGradient>
{
    public override ImmutableArray<Key> Keys { get; } =
    [
        SpecificationKeys.Vocabulary, SpecificationKeys.ModelSize, SpecificationKeys.TieEmbeddings, SpecificationKeys.ShareEmbeddings,
        SpecificationKeys.ScaleEmbeddings, SpecificationKeys.EmbeddingScale, SpecificationKeys.TokenTypes,
    ];

    protected override string Describe(EmbeddingGradient node) => Labels.ParameterGradients;

    protected override IEnumerable<Work> Lower(EmbeddingGradient node, BlockLowering block)
    {
        if (node.Table is not null)
        {
            bool adds = block.Pass.Model.Training!.Additions.Contains(node);
            Expression accumulate = adds ? new Variable("true") : PassMembers.AddsGradients;

            yield return LowerTable(block, node.OutputGradient, node.Table, "Tokens", node.Scale, accumulate);
        }

        if (node.Positions is not null)
        {
            yield return LowerTable(block, node.OutputGradient, node.Positions, "Positions", scale: 1, PassMembers.AddsGradients);
        }

        if (node.Types is not null)
        {
            yield return LowerTable(block, node.OutputGradient, node.Types, "TokenTypes", scale: 1, PassMembers.AddsGradients);
        }
    }

    /// <summary>The gradient of a table that rows were looked up in by one of the arrays of their side.</summary>
    public static Work LowerTable(
        BlockLowering block, Value outputGradient, Parameter table, string indices, float scale, Expression accumulate)
    {
        Variable item = new("item");
        KernelCall call = block.Call(
            new EmbeddingGradientKernel(scale),
            ("outputGradient", block.Pointer(outputGradient).AtWide(item, block.Rows.Stride)),
            ("indices", PassMembers.Rows(outputGradient.Side, indices)),
            ("gradient", block.Gradient(table).AtWide(item, (long)table.Rows * Panels.Width)),
            ("tableRows", Operand.Index(table.Rows)),
            ("rows", Operand.Index(PassMembers.Side(outputGradient.Side, "Rows"))),
            ("accumulate", Operand.Flag(accumulate)));

        return new Work(WorkSplit.OfParameters(outputGradient.Columns.Panels), [call]) { Comment = Labels.Of(table) };
    }
}
