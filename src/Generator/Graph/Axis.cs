namespace Weft.Generator.Graph;

/// <summary>
/// The columns of a matrix: <paramref name="Groups"/> runs of <paramref name="Size"/> columns, each run padded with zeros to whole
/// 16-column panels. Heads are groups; every other axis has one.
/// </summary>
internal sealed record Axis(int Groups, int Size)
{
    /// <inheritdoc cref="Shared.Panels.Width"/>
    public const int PanelWidth = Shared.Panels.Width;

    /// <summary>Columns without padding.</summary>
    public int Count => this.Groups * this.Size;

    /// <summary>Columns of one group, padded.</summary>
    public int PaddedSize => RoundUp(this.Size);

    /// <summary>Columns with padding.</summary>
    public int Padded => this.Groups * this.PaddedSize;

    /// <summary>16-column panels.</summary>
    public int Panels => this.Padded / PanelWidth;

    public static Axis Of(int size) => new(1, size);

    /// <summary>The next multiple of a panel's width.</summary>
    public static int RoundUp(int size) => (size + PanelWidth - 1) / PanelWidth * PanelWidth;
}
