using System.Collections.Generic;
using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Generator.Operations;

/// <summary>Tokens, and their positions where they are learned or sinusoids, to the residual stream.</summary>
internal sealed class EmbeddingOperation : Operation<Embedding>
{
    public override ImmutableArray<Key> Keys { get; } =
    [
        SpecificationKeys.Vocabulary, SpecificationKeys.MaxLength, SpecificationKeys.ModelSize, SpecificationKeys.PositionalEncoding,
        SpecificationKeys.ScaleEmbeddings, SpecificationKeys.EmbeddingScale, SpecificationKeys.TokenTypes,
    ];

    protected override string Describe(Embedding node) => HasPositions(node) ? "token embeddings and positions" : "token embeddings";

    protected override SessionTable? TableOf(Embedding node, ModelPlan plan) =>
        node.Sinusoidal ? new SinusoidTable(plan.Specification.MaxLength, node.Output.Columns.Size) : null;

    protected override IEnumerable<Work> Lower(Embedding node, BlockLowering block)
    {
        Side side = node.Output.Side;
        int positionRows = node.Positions?.Rows ?? (node.Sinusoidal ? block.Pass.Model.Specification.MaxLength : 0);
        Address? positions = !HasPositions(node) ? null : node.Positions is null ? block.Positions : block.Parameter(node.Positions);

        ParameterLayout parameters = block.Pass.Model.Parameters;
        bool isStored = parameters.Stores(node.Table);
        EmbeddingKernel kernel = new(
            node.Output.Columns, isStored ? 0 : node.Table.Rows, positionRows, node.Types?.Rows ?? 0, node.Scale, block.Rows);

        yield return block.OverRows(
            kernel,
            side,
            ("table", isStored && node.Table.IsTied ? block.Copy(node.Table) : block.Parameter(node.Table)),
            ("tokens", PassMembers.Rows(side, "Tokens")),
            ("positionTable", positions),
            ("positions", positions is null ? null : PassMembers.Rows(side, "Positions")),
            ("typeTable", node.Types is null ? null : block.Parameter(node.Types)),
            ("types", node.Types is null ? null : PassMembers.Rows(side, "TokenTypes")),
            ("output", block.Pointer(node.Output)));
    }

    private static bool HasPositions(Embedding node) => node.Positions is not null || node.Sinusoidal;
}
