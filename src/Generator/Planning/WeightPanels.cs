using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Planning;

/// <summary>
/// How a panel of a product's weights stands in memory: 16 columns, one row of them after another. Every panel is complete in itself,
/// so that stacked weights are one matrix in every format.
/// </summary>
internal static class WeightPanels
{
    /// <summary>Bytes of a weight.</summary>
    public static int ElementBytes(this WeightFormat format) => format switch
    {
        WeightFormat.BFloat16 => 2,
        WeightFormat.Int8 => 1,
        _ => sizeof(float),
    };

    /// <summary>Floats from one panel of <paramref name="rows"/> rows to the next; 16 rows are 64 bytes at least, so panels stay aligned.</summary>
    public static int PanelFloats(this WeightFormat format, int rows)
    {
        // The scales of the columns come first.
        int scales = format == WeightFormat.Int8 ? Axis.PanelWidth : 0;

        return scales + (rows * Axis.PanelWidth * format.ElementBytes() / sizeof(float));
    }
}
