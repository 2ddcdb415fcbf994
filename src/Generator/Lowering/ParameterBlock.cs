using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Generator.Lowering;

/// <summary>The parameters of a block of the model, which its repetitions have alike.</summary>
/// <param name="Repetitions">Repetitions of the block.</param>
/// <param name="First">The number of the first of them.</param>
/// <param name="Base">The first repetition's parameters, in floats.</param>
/// <param name="Stride">Floats from one repetition to the next.</param>
/// <param name="CopyBase">The first repetition's transposed copies.</param>
/// <param name="CopyStride">Floats from the copies of one repetition to those of the next.</param>
/// <param name="Entries">The parameters of a repetition.</param>
internal sealed record ParameterBlock(
    int Repetitions, int First, long Base, long Stride, long CopyBase, long CopyStride, ImmutableArray<ParameterEntry> Entries)
{
    /// <summary>The blocks that have parameters, in the order of the arena.</summary>
    public static IEnumerable<ParameterBlock> Of(ModelPlan plan) =>
        from place in plan.Parameters.Blocks
        where place.Block.Parameters.Length > 0
        select new ParameterBlock(
            place.Block.ParameterSets, place.Block.FirstRepetition, place.Base, place.Stride, place.CopyBase, place.CopyStride,
            place.Block.Parameters.Select(parameter => ParameterEntry.Of(place.Block.Prefix, parameter, plan.Parameters[parameter]))
                .ToImmutableArray());
}

/// <summary>A parameter as the runtime is told of it; offsets are relative to the repetition.</summary>
internal sealed record ParameterEntry
{
    /// <summary>The canonical name; <c>{0}</c> is the repetition.</summary>
    public required string Name { get; init; }

    /// <summary>The axes in files.</summary>
    public required ImmutableArray<(int Groups, int Size)> Axes { get; init; }

    /// <summary>Whether memory has it transposed.</summary>
    public required bool IsTransposed { get; init; }

    /// <summary>Elements, without padding.</summary>
    public long Count => this.Axes.Aggregate(1L, static (count, axis) => count * axis.Groups * axis.Size);

    public required long Offset { get; init; }

    /// <summary>Rows in memory.</summary>
    public required int Rows { get; init; }

    /// <summary>Where its transposed copy stands; null where there is none.</summary>
    public required long? CopyOffset { get; init; }

    /// <summary>Whether the copy belongs to no repetition: its offset is absolute.</summary>
    public required bool IsCopyShared { get; init; }

    /// <summary>Rows of the matrix that holds the copy.</summary>
    public required int CopyRows { get; init; }

    /// <summary>The distribution it is drawn from, as the runtime names it, with its scale.</summary>
    public required (string Distribution, float Scale) Start { get; init; }

    public static ParameterEntry Of(string prefix, Parameter parameter, Place place) => new()
    {
        Name = prefix + parameter.Name,
        Axes = new[] { parameter.First, parameter.Second }
            .Where(static axis => axis is not null)
            .Select(static axis => (axis!.Groups, axis.Size))
            .ToImmutableArray(),
        IsTransposed = parameter.Kind == ParameterKind.Projection,
        Offset = place.Offset,
        Rows = parameter.Rows,
        CopyOffset = place.CopyOffset,
        IsCopyShared = parameter.IsTied,
        CopyRows = place.CopyRows,
        Start = (parameter.Start.Distribution.ToString(), (float)parameter.Start.Scale),
    };
}
