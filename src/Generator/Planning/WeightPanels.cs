using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Planning;

/// <summary>
/// How a panel of a product's weights stands in memory: 16 columns, one row of them after another. Every panel is complete in itself,
/// so that stacked weights are one matrix in every format.
/// </summary>
internal static class WeightPanels
{
    /// <summary>Floats from one panel of <paramref name="rows"/> rows to the next; 16 rows are 64 bytes at least, so panels stay aligned.</summary>
    public static int PanelFloats(this WeightFormat format, int rows) => format switch
    {
        WeightFormat.BFloat16 => rows * Axis.PanelWidth / 2,

        // The scales of the columns come first.
        WeightFormat.Int8 => Axis.PanelWidth + (rows * Axis.PanelWidth / 4),
        _ => rows * Axis.PanelWidth,
    };
}
