using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>
/// Whole panels of one parameter, or rows of one panel: what a thread takes at a time when it walks over all parameters. Contiguous in
/// memory. Divided by shape alone, so that the same elements meet in the same range at any thread count.
/// </summary>
internal readonly struct PanelRange(int parameter, int firstPanel, int panels, int firstRow, int rows)
{
    private const int PanelColumns = Shared.Panels.Width;
    private const int RowsPerRange = 512;

    /// <summary>The index in <see cref="ModelDescription.Parameters"/>.</summary>
    public int Parameter { get; } = parameter;

    /// <summary>The first panel.</summary>
    public int FirstPanel { get; } = firstPanel;

    /// <summary>Panels; 1 where the rows are a part of the panel.</summary>
    public int Panels { get; } = panels;

    /// <summary>The first row, a multiple of a panel's width.</summary>
    public int FirstRow { get; } = firstRow;

    /// <summary>Rows of each panel.</summary>
    public int Rows { get; } = rows;

    /// <summary>Divides every parameter that is meant into ranges of about 512 rows of 16 floats.</summary>
    public static PanelRange[] Divide(ModelDescription description, Func<ParameterInfo, bool> isMeant)
    {
        List<PanelRange> ranges = [];

        for (int parameter = 0; parameter < description.Parameters.Length; parameter++)
        {
            if (isMeant(description.Parameters[parameter]))
            {
                Divide(ranges, parameter, description.Parameters[parameter]);
            }
        }

        return [.. ranges];
    }

    /// <summary>The first float in an arena that is laid out like the parameters.</summary>
    public nuint Start(ParameterInfo info) =>
        info.Offset + ((((nuint)this.FirstPanel * (nuint)info.Rows) + (nuint)this.FirstRow) * PanelColumns);

    /// <summary>Floats of the range.</summary>
    public nuint Length => (nuint)this.Panels * (nuint)this.Rows * PanelColumns;

    /// <summary>Where the transposed copy of the 16 rows from <paramref name="row"/> of a panel starts, in the arena of copies.</summary>
    public static nuint CopyStart(ParameterInfo info, int panel, int row) =>
        info.CopyOffset!.Value + ((((nuint)(row / PanelColumns) * (nuint)info.CopyRows) + ((nuint)panel * PanelColumns)) * PanelColumns);

    private static void Divide(List<PanelRange> ranges, int parameter, ParameterInfo info)
    {
        int panels = (int)(info.PaddedCount / ((long)info.Rows * PanelColumns));

        if (info.Rows > RowsPerRange)
        {
            for (int panel = 0; panel < panels; panel++)
            {
                for (int row = 0; row < info.Rows; row += RowsPerRange)
                {
                    ranges.Add(new PanelRange(parameter, panel, 1, row, Math.Min(RowsPerRange, info.Rows - row)));
                }
            }

            return;
        }

        int panelsPerRange = RowsPerRange / info.Rows;

        for (int panel = 0; panel < panels; panel += panelsPerRange)
        {
            ranges.Add(new PanelRange(parameter, panel, Math.Min(panelsPerRange, panels - panel), 0, info.Rows));
        }
    }
}
