using Weft.Shared;

namespace Weft;

/// <summary>The transposed copies of the projections that input gradients read.</summary>
internal static class ParameterCopies
{
    /// <summary>
    /// Writes every copy anew from the parameters. Copies beyond the end of <paramref name="copies"/> are left out: inference keeps the
    /// leading ones only.
    /// </summary>
    public static void Refresh(TransformerModel model, NativeArena copies, Workers workers)
    {
        if (copies.Length > 0)
        {
            workers.Run(PrepareRefresh(model, copies));
        }
    }

    /// <summary>The work of <see cref="Refresh"/>, for whoever does it often.</summary>
    public static IParallelWork PrepareRefresh(TransformerModel model, NativeArena copies) =>
        new Refreshing(model, copies, PanelRange.Divide(model.Description, info => Holds(copies.Length, info)));

    /// <summary>Whether an arena of <paramref name="length"/> floats holds the copy.</summary>
    public static bool Holds(nuint length, ParameterInfo info)
    {
        if (info.CopyOffset is null)
        {
            return false;
        }

        int columns = (int)(info.PaddedCount / info.Rows);
        nuint end = PanelRange.CopyStart(info, panel: 0, info.Rows - 1) + ((nuint)columns * Panels.Width);

        return end <= length;
    }

    /// <summary>Writes the copy of one range.</summary>
    public static unsafe void Write(ParameterInfo info, PanelRange range, float* source, float* copies)
    {
        for (int panel = range.FirstPanel; panel < range.FirstPanel + range.Panels; panel++)
        {
            for (int row = range.FirstRow; row < range.FirstRow + range.Rows; row += Panels.Width)
            {
                int rows = System.Math.Min(Panels.Width, info.Rows - row);
                TransposedBlock.Write(source, copies + PanelRange.CopyStart(info, panel, row), rows);
                source += rows * Panels.Width;
            }
        }
    }

    private sealed unsafe class Refreshing(TransformerModel model, NativeArena copies, PanelRange[] ranges) : IParallelWork
    {
        public void Execute(Team team, int worker)
        {
            while (team.Claim(ranges.Length, out int item))
            {
                PanelRange range = ranges[item];
                ParameterInfo info = model.Description.Parameters[range.Parameter];

                Write(info, range, model.Parameters.Pointer + range.Start(info), copies.Pointer);
            }
        }
    }
}
