using System.IO;

namespace Weft.Tool;

/// <summary>Texts that this assembly carries as resources.</summary>
internal static class EmbeddedText
{
    /// <summary>The text of a resource, as it is in the repository.</summary>
    public static string Read(string name)
    {
        using Stream stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);

        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
