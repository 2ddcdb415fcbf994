using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Tool.Calibrating;

/// <summary>Rows that weights are multiplied by, where a session keeps them.</summary>
/// <param name="Parameters">The weights, by name.</param>
/// <param name="Biases">A bias of each, or none.</param>
/// <param name="Offset">The first row, in the session's arena of caches and activations.</param>
/// <param name="Columns">Columns of a row, padded.</param>
/// <param name="Side">Whose rows.</param>
internal sealed record MeasuredInput(
    ImmutableArray<string> Parameters, ImmutableArray<string> Biases, nuint Offset, int Columns, Side Side)
{
    /// <summary>All of a model whose sessions keep them, in the order of a pass.</summary>
    public static IReadOnlyList<MeasuredInput> Of(ModelSpecification specification)
    {
        InferencePlan plan = InferencePlan.Create(specification);

        return
        [
            .. from block in plan.Model.Graph.Blocks
               from repetition in Enumerable.Range(0, block.Repetitions)
               from state in plan.StatesOf(block)
               where state.Node is ProjectionInput
               select Of(state, (ProjectionInput)state.Node, repetition),
        ];
    }

    private static MeasuredInput Of(StatePlan state, ProjectionInput node, int repetition)
    {
        Projection[] projections =
        [
            .. state.Block.Forward.OfType<Projection>()
                .Where(projection => projection.Input == node.Input && projection.Weights[0].Kind == ParameterKind.Projection),
        ];
        bool isBiased = Array.TrueForAll(projections, static projection => projection.Biases.Length == projection.Weights.Length);
        ImmutableArray<string> NamesOf(IEnumerable<Parameter> parameters) =>
            [.. parameters.Select(parameter => state.Block.NameOf(parameter, repetition))];

        return new MeasuredInput(
            NamesOf(projections.SelectMany(static projection => projection.Weights)),
            isBiased ? NamesOf(projections.SelectMany(static projection => projection.Biases)) : [],
            (nuint)(state.Offset + (repetition * state.RepetitionFloats)),
            node.Input.Columns.Padded,
            node.Side);
    }
}
