using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Shared;

namespace Weft.Generator.Lowering;

/// <summary>What stands where in the arena of activations, and how matrices do: what a reader of a pass wants to know first.</summary>
/// <param name="Legend">How a matrix stands in memory.</param>
/// <param name="Regions">The parts of the arena that the pass touches, in the order of their offsets.</param>
internal sealed record ArenaMap(ImmutableArray<string> Legend, ImmutableArray<ArenaRegion> Regions)
{
    /// <summary>How matrices with room for some rows stand in memory.</summary>
    public static ImmutableArray<string> LegendOf(RowLayout rows) =>
        [.. PlaceOf(rows), "Columns past the last are zero; heads start at panels of their own."];

    private static string[] PlaceOf(RowLayout rows) => rows.Capacity == 1
        ? [$"A row of n columns stands in panels of {Panels.Width} columns, one behind another."]
        :
        [
            $"Matrices [rows, n] stand in panels of {Panels.Width} columns with room for {rows.Capacity} rows:",
            $"(row, column) is at (column / {Panels.Width} * {rows.Capacity} + row) * {Panels.Width} + column % {Panels.Width}.",
        ];
}

/// <summary>A part of an arena.</summary>
/// <param name="Offset">Floats from the arena's start, or from that of the region it is a part of.</param>
/// <param name="Floats">Its size.</param>
/// <param name="Text">What stands there, and until when.</param>
internal sealed record ArenaRegion(long Offset, long Floats, string Text)
{
    /// <summary>What it consists of, where that is known by name.</summary>
    public ImmutableArray<ArenaRegion> Parts { get; init; } = ImmutableArray<ArenaRegion>.Empty;

    /// <summary>The region of a value.</summary>
    public static ArenaRegion Of(Value value, long offset, RowLayout rows, string use = "") =>
        new(offset, value.Floats(rows.Capacity), $"{use}{Labels.Of(value)} {Labels.ShapeOf(value)}");
}
