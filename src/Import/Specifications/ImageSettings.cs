namespace Weft.Import.Specifications;

/// <summary>Images that an encoder reads, behind a class token.</summary>
/// <param name="Height">Pixels of a column.</param>
/// <param name="Width">Pixels of a line.</param>
/// <param name="Patch">Pixels of a patch's side.</param>
/// <param name="Channels">Numbers of a pixel.</param>
internal sealed record ImageSettings(int Height, int Width, int Patch, int Channels)
{
    /// <summary>Rows of a sequence: the class token and the patches.</summary>
    public int Rows => (this.Height / this.Patch * (this.Width / this.Patch)) + 1;
}
