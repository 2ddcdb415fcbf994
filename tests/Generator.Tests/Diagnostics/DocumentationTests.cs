using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Weft.Generator.Diagnostics;
using Xunit;

namespace Weft.Generator.Tests.Diagnostics;

/// <summary>Every diagnostic of the compiler and of the build files has its page, and every page its diagnostic.</summary>
public sealed class DocumentationTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(ThisFolder(), "../../.."));

    [Fact]
    public void Pages_AreThoseOfTheDiagnostics()
    {
        string build = File.ReadAllText(Path.Combine(Root, "src/Runtime/build/Weft.targets"));
        IEnumerable<string> codes = build.Split("Code=\"").Skip(1).Select(static part => part.Split('"')[0]);
        IEnumerable<string> ids = Descriptors().Select(static descriptor => descriptor.Id).Concat(codes).Order();
        IEnumerable<string> pages = Directory.GetFiles(Path.Combine(Root, "docs/diagnostics"), "WEFT*.md").Select(Path.GetFileNameWithoutExtension).Order()!;

        Assert.Equal(ids, pages);
    }

    [Fact]
    public void Page_StartsWithIdAndTitle() => Assert.All(
        Descriptors(),
        static descriptor => Assert.StartsWith(
            $"# {descriptor.Id}: {descriptor.Title.ToString(null)}\n",
            File.ReadAllText(Path.Combine(Root, descriptor.HelpLinkUri)),
            System.StringComparison.Ordinal));

    [Fact]
    public void Page_NamesCauseExampleAndFix() => Assert.All(
        Directory.GetFiles(Path.Combine(Root, "docs/diagnostics"), "WEFT*.md"),
        static path => Assert.All(["## Cause", "## Example", "## Fix"], heading => Assert.Contains(heading, File.ReadAllLines(path))));

    [Fact]
    public void Ids_AreUsedOnce() => Assert.Distinct(Descriptors().Select(static descriptor => descriptor.Id));

    private static IEnumerable<DiagnosticDescriptor> Descriptors() => typeof(DiagnosticDescriptors)
        .GetFields(BindingFlags.Static | BindingFlags.Public)
        .Select(static field => (DiagnosticDescriptor)field.GetValue(null)!);

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
