using System.IO;

namespace Weft.Tool.Starting;

/// <summary>The JSON Schema of specifications, with which editors complete and check their keys.</summary>
internal static class SchemaFile
{
    /// <summary>The name under which it is looked for and written.</summary>
    public const string Name = "weft.schema.json";

    /// <summary>Its text.</summary>
    public static string Text => EmbeddedText.Read(Name);

    /// <summary>The first line of a specification, with which editors find its schema; empty without one.</summary>
    /// <param name="schema">Where the schema is, seen from the specification's folder; null where there is none.</param>
    public static string Line(string? schema) => schema is null ? string.Empty : $"# yaml-language-server: $schema={schema}\n";

    /// <summary>The way from a folder to the nearest schema in it or above it; null where there is none.</summary>
    public static string? Find(string folder)
    {
        for (DirectoryInfo? candidate = new(Path.GetFullPath(folder)); candidate is not null; candidate = candidate.Parent)
        {
            string path = Path.Combine(candidate.FullName, Name);

            if (File.Exists(path))
            {
                return Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            }
        }

        return null;
    }
}
