using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Lowering;

/// <summary>A state of slots as the runtime is told of it, under the names that it has there.</summary>
internal sealed record SlotState
{
    /// <summary>Where it stands, and its sizes.</summary>
    public required ImmutableArray<(string Name, long Value)> Numbers { get; init; }

    /// <summary>The runs of a part, each its numbers in the order of the runtime's constructor.</summary>
    public required ImmutableArray<ImmutableArray<long>> Runs { get; init; }

    public static SlotState Of(StatePlan plan) => new()
    {
        Numbers =
        [
            ("Offset", plan.Offset), ("Layers", plan.Repetitions), ("LayerFloats", plan.RepetitionFloats),
            ("Parts", plan.State.Parts), ("PartFloats", plan.State.PartFloats),
            .. plan.State.Paging is CachePaging paging ? [("Blocks", paging.Count)] : ((string, long)[])[],
        ],
        Runs = plan.State.Runs
            .Select(static run => ImmutableArray.Create<long>(run.Offset, run.Count, run.Stride, run.Positions, run.Floats))
            .ToImmutableArray(),
    };
}
