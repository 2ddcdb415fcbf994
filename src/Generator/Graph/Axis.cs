namespace Weft.Generator.Graph;

/// <summary>
/// The columns of a matrix: <paramref name="Groups"/> runs of <paramref name="Size"/> columns, each run padded with zeros to whole
/// panels. Heads are groups; every other axis has one.
/// </summary>
internal sealed record Axis(int Groups, int Size)
{
    /// <summary>Columns without padding.</summary>
    public int Count => this.Groups * this.Size;

    /// <summary>Columns of one group, padded.</summary>
    public int PaddedSize => RoundUp(this.Size);

    /// <summary>Columns with padding.</summary>
    public int Padded => this.Groups * this.PaddedSize;

    /// <summary>Panels, padding included.</summary>
    public int Panels => this.Padded / Shared.Panels.Width;

    public static Axis Of(int size) => new(1, size);

    /// <summary>The next multiple of a panel's width.</summary>
    public static int RoundUp(int size) => (size + Shared.Panels.Width - 1) / Shared.Panels.Width * Shared.Panels.Width;
}
