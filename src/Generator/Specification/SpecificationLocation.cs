using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Weft.Generator.Specification;

/// <summary>
/// A place in a spec: value-equal, and with the path of the file, which Roslyn's own location of an additional file would drag a
/// tree along for.
/// </summary>
/// <param name="Path">The path as the compiler was given it.</param>
/// <param name="Span">Characters from the start of the file.</param>
/// <param name="Lines">The same span in lines and columns, both counted from 0.</param>
internal sealed record SpecificationLocation(string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>No place in any file: what is the project's and no file's.</summary>
    public static readonly SpecificationLocation None = StartOf("");

    /// <summary>The start of a file that has no text to point into.</summary>
    public static SpecificationLocation StartOf(string path) => new(path, default, default);

    /// <summary>The location that a Roslyn diagnostic carries.</summary>
    public Location ToLocation() => this == None ? Location.None : Location.Create(this.Path, this.Span, this.Lines);

    /// <summary><c>models/tiny.yaml(3,8)</c>, line and column counted from 1, as compilers print them.</summary>
    public override string ToString() =>
        $"{this.Path}({Wording.Plain(this.Lines.Start.Line + 1)},{Wording.Plain(this.Lines.Start.Character + 1)})";
}
