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
    /// <summary>
    /// The first repetition's gradients, and floats from one repetition to the next; null where gradients stand as the parameters do.
    /// </summary>
    public required (long Base, long Stride)? Gradients { get; init; }

    /// <summary>The blocks that have parameters, in the order of the arena: adapters behind the whole base model.</summary>
    public static IEnumerable<ParameterBlock> Of(ModelPlan plan) =>
        from isAdapter in new[] { false, true }
        from place in plan.Parameters.Blocks
        let entries = EntriesOf(place.Block, plan.Parameters, isAdapter).ToImmutableArray()
        where entries.Length > 0
        select new ParameterBlock(
            place.Block.ParameterSets, place.Block.FirstRepetition, isAdapter ? place.AdapterBase : place.Base,
            isAdapter ? place.AdapterStride : place.Stride, place.CopyBase, place.CopyStride, entries)
        {
            Gradients = plan.PlacesGradients ? (place.GradientBase, place.GradientStride) : null,
        };

    // A parameter of several experts is one entry.
    private static IEnumerable<ParameterEntry> EntriesOf(Block block, ParameterLayout layout, bool isAdapter)
    {
        HashSet<Parameter> others = [.. block.Parameters.SelectMany(static parameter => parameter.OtherExperts)];

        return block.Parameters.Where(parameter => parameter.IsAdapter == isAdapter && !others.Contains(parameter))
            .Select(parameter => ParameterEntry.Of(block.Prefix, parameter, layout));
    }
}

/// <summary>A parameter as the runtime is told of it; offsets are relative to the repetition.</summary>
internal sealed record ParameterEntry
{
    /// <summary>The canonical name; <c>{0}</c> is the repetition, <c>{1}</c> the expert.</summary>
    public required string Name { get; init; }

    /// <summary>Experts that have one each; 1 for a parameter that is no expert's.</summary>
    public required int Experts { get; init; }

    /// <summary>Floats from that of an expert to that of the next.</summary>
    public required long ExpertStride { get; init; }

    /// <summary>The same for their transposed copies.</summary>
    public required long ExpertCopyStride { get; init; }

    /// <summary>The axes in files.</summary>
    public required ImmutableArray<(int Groups, int Size)> Axes { get; init; }

    /// <summary>Whether memory has it transposed.</summary>
    public required bool IsTransposed { get; init; }

    /// <summary>Elements of all experts, without padding.</summary>
    public long Count => this.Axes.Aggregate((long)this.Experts, static (count, axis) => count * axis.Groups * axis.Size);

    public required long Offset { get; init; }

    /// <summary>Rows in memory.</summary>
    public required int Rows { get; init; }

    /// <summary>Where its transposed copy stands; null where there is none.</summary>
    public required long? CopyOffset { get; init; }

    /// <summary>Whether the copy belongs to no repetition: its offset is absolute.</summary>
    public required bool IsCopyShared { get; init; }

    /// <summary>Rows of the matrix that holds the copy.</summary>
    public required int CopyRows { get; init; }

    /// <summary>Whether training changes it.</summary>
    public required bool IsTrained { get; init; }

    /// <summary>Where its gradient stands.</summary>
    public required long GradientOffset { get; init; }

    /// <summary>Floats from the gradient of an expert to that of the next.</summary>
    public required long ExpertGradientStride { get; init; }

    /// <summary>The distribution it is drawn from, as the runtime names it, with its scale.</summary>
    public required (string Distribution, float Scale) Start { get; init; }

    public static ParameterEntry Of(string prefix, Parameter parameter, ParameterLayout layout)
    {
        Place place = layout[parameter];
        bool hasExperts = !parameter.OtherExperts.IsEmpty;

        return Of(prefix + (hasExperts ? parameter.Name.Replace(".0.", ".{1}.") : parameter.Name), parameter, place) with
        {
            Experts = parameter.OtherExperts.Length + 1,
            ExpertStride = hasExperts ? layout.ExpertStride(parameter) : 0,
            ExpertGradientStride = hasExperts ? layout.ExpertGradientStride(parameter) : 0,
            ExpertCopyStride = hasExperts && place.CopyOffset is not null ? layout.ExpertCopyStride(parameter) : 0,
        };
    }

    private static ParameterEntry Of(string name, Parameter parameter, Place place) => new()
    {
        Name = name,
        Experts = 1,
        ExpertStride = 0,
        ExpertCopyStride = 0,
        ExpertGradientStride = 0,
        IsTrained = parameter.IsTrained,
        GradientOffset = place.GradientOffset,
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
