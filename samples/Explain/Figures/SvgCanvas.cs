using System;
using System.Globalization;
using System.Net;
using System.Text;

namespace Weft.Samples;

/// <summary>
/// An SVG file in the making: 480 units wide, so that its letters are still readable where a page is as narrow as a telephone; white, so
/// that it reads on dark pages too; letters as text in the reader's own font, which is how Korean ones are shown without carrying a font.
/// </summary>
internal sealed class SvgCanvas
{
    /// <summary>The width of every figure.</summary>
    public const double Width = 480;

    /// <summary>The size of ordinary letters.</summary>
    public const double LetterSize = 13;

    private readonly StringBuilder _body = new();

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string color, double width = 1) =>
        this.Add($"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke=\"{color}\" stroke-width=\"{width}\"/>");

    /// <summary>A filled rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, string fill, string stroke = "none") =>
        this.Add($"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\" fill=\"{fill}\" stroke=\"{stroke}\"/>");

    /// <summary>A filled circle.</summary>
    public void Circle(double x, double y, double radius, string fill, double opacity = 1) =>
        this.Add($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius:0.#}\" fill=\"{fill}\" fill-opacity=\"{opacity}\"/>");

    /// <summary>A path that is filled.</summary>
    public void Fill(string path, string color) => this.Add($"<path d=\"{path}\" fill=\"{color}\"/>");

    /// <summary>A path that is drawn.</summary>
    public void Stroke(string path, string color, bool dashed) =>
        this.Add($"<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" stroke-linejoin=\"round\"{(dashed ? " stroke-dasharray=\"6 4\"" : "")}/>");

    /// <summary>A line of text.</summary>
    /// <param name="x">Where it is anchored.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="size">The size of its letters.</param>
    /// <param name="degrees">How far it is turned around its anchor.</param>
    /// <param name="bold">Whether it is a heading.</param>
    /// <param name="color">Its color.</param>
    public void Text(
        double x, double y, string text, string anchor = "start", double size = LetterSize, double degrees = 0, bool bold = false, string color = "#222")
    {
        string turn = degrees == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate({degrees} {x:0.#} {y:0.#})\"");
        string weight = bold ? " font-weight=\"bold\"" : "";
        this.Add($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"{color}\"{weight}{turn} xml:space=\"preserve\">{WebUtility.HtmlEncode(text)}</text>");
    }

    /// <summary>The file.</summary>
    /// <param name="height">How high it has become.</param>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    /// <param name="language">The language of its words, which decides between forms of letters.</param>
    public string Finish(double height, string title, Language language) => string.Create(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height:0}\" viewBox=\"0 0 {Width} {height:0}\" font-family=\"sans-serif\" role=\"img\" xml:lang=\"{(language == Language.Korean ? "ko" : "en")}\">\n<title>{WebUtility.HtmlEncode(title)}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{_body}</svg>\n");

    /// <summary>How wide a text is, about: fonts differ, and the figure has to leave room for most of them.</summary>
    public static double WidthOf(string text, double size = LetterSize)
    {
        double width = 0;

        foreach (char letter in text)
        {
            width += letter >= 0x1100 ? 1.0 : 0.6;
        }

        return width * size;
    }

    private void Add(FormattableString element) => _body.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
