using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Tests.Specification;

/// <summary>Specs to start from.</summary>
internal static class Specs
{
    /// <summary>The required keys of the smallest decoder, on lines 1 to 7.</summary>
    public const string Tiny = """
        model: Tiny
        architecture: decoder
        vocabulary: 11
        max_length: 8
        d_model: 8
        layers: 1
        heads: 2

        """;

    /// <summary>
    /// The smallest spec with other lines: a line replaces the line of its key, or comes last; a key behind a dash goes.
    /// </summary>
    public static string With(string text, params string[] lines)
    {
        System.Collections.Generic.List<string> all = [.. text.Split('\n').Where(static line => line.Length > 0)];

        foreach (string line in lines)
        {
            int index = all.FindIndex(present => present.Split(':')[0] == line.Split(':')[0].TrimStart('-'));

            if (line.StartsWith('-'))
            {
                all.RemoveAt(index);
            }
            else if (index >= 0)
            {
                all[index] = line;
            }
            else
            {
                all.Add(line);
            }
        }

        return string.Join("\n", all) + "\n";
    }

    /// <inheritdoc cref="With(string, string[])"/>
    public static string TinyWith(params string[] lines) => With(Tiny, lines);

    /// <summary>Reads a text as <c>tiny.yaml</c> of a project with the root namespace <c>App</c>.</summary>
    public static SpecificationResult Read(string? text) => ModelCompiler.Read("tiny.yaml", text, "App");
}
