using Weft.Generator.Graph;

namespace Weft.Generator.Planning;

/// <summary>How the rows of a pass's activations stand in memory: what kernels need to go from one panel to the next.</summary>
/// <param name="Capacity">Rows from one panel of an activation to the next.</param>
/// <param name="Label">Tells kernels of equal shape but another capacity apart; empty for training.</param>
internal sealed record RowLayout(int Capacity, string Label)
{
    /// <summary>One row alone: its panels are contiguous.</summary>
    public static readonly RowLayout Row = new(1, "Row");

    /// <summary>Floats from one panel of an activation to the next.</summary>
    public int Stride => this.Capacity * Axis.PanelWidth;
}
