namespace Weft.Samples;

/// <summary>A figure that can be drawn in either language.</summary>
internal interface IFigure
{
    /// <summary>The figure as an SVG file.</summary>
    string Draw(Language language);
}
