using Weft.Generator.Shared;

namespace Weft.Generator.Planning;

/// <summary>How the rows of a pass's activations stand in memory: what kernels need to go from one panel to the next.</summary>
/// <param name="Capacity">Rows from one panel of an activation to the next.</param>
internal sealed record RowLayout(int Capacity)
{
    /// <summary>One row alone: its panels are contiguous.</summary>
    public static readonly RowLayout Row = new(1);

    /// <summary>Floats from one panel of an activation to the next.</summary>
    public int Stride => this.Capacity * Panels.Width;
}
