using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Tool.Diagnostics;

/// <summary>The pages of docs/diagnostics, which this assembly carries: cause, example and fix of every diagnostic.</summary>
internal static class DiagnosticPages
{
    private const string Extension = ".md";

    /// <summary>The ids, in order.</summary>
    public static ImmutableArray<string> Ids { get; } =
    [
        .. typeof(DiagnosticPages).Assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith("WEFT", StringComparison.Ordinal))
            .Select(static name => name[..^Extension.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>Ids with their titles.</summary>
    public static IEnumerable<(string Id, string Title)> Titles => Ids.Select(static id => (id, Title(Read(id))));

    /// <summary>The page of an id.</summary>
    public static string Read(string id) => EmbeddedText.Read(id + Extension);

    // "# WEFT012: Impossible combination"
    private static string Title(string page) => page.Split('\n')[0].Split(": ", 2)[1];
}
