using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Weft.Generator.Diagnostics;

/// <summary>
/// What a diagnostic says beyond its message, from its page docs/diagnostics/WEFTnnn.md. The assembly carries the pages, so that an editor
/// shows cause and fix without a connection, and while the repository has no address to link to.
/// </summary>
internal static class DiagnosticPage
{
    private static readonly Assembly Assembly = typeof(DiagnosticPage).Assembly;

    // From RepositoryUrl in Directory.Build.props.
    private static readonly string? Address = Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .SingleOrDefault(static metadata => metadata.Key == "DiagnosticPages")?.Value;

    /// <summary>The page in the web; empty while the repository is not there, for a relative address leads nowhere.</summary>
    public static string Link(string id) => Link(Address, id);

    /// <summary>The page below an address; empty without one.</summary>
    internal static string Link(string? address, string id) => string.IsNullOrEmpty(address) ? string.Empty : $"{address}/{id}.md";

    /// <summary>Cause and fix, without the marks of code blocks.</summary>
    public static string Description(string id)
    {
        string page = Read(id);

        return $"{Section(page, "Cause")}\n\n{Section(page, "Fix")}";
    }

    // From a heading to the next one or the end.
    private static string Section(string page, string heading)
    {
        string text = page.Split([$"\n## {heading}\n"], StringSplitOptions.None)[1].Split(["\n## "], StringSplitOptions.None)[0];

        return string.Join("\n", text.Split('\n').Where(static line => !line.StartsWith("```", StringComparison.Ordinal))).Trim();
    }

    private static string Read(string id)
    {
        using Stream stream = Assembly.GetManifestResourceStream($"{id}.md")!;
        using StreamReader reader = new(stream);

        return reader.ReadToEnd().Replace("\r\n", "\n");
    }
}
