using System;
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
            File.ReadAllText(PageOf(descriptor)),
            StringComparison.Ordinal));

    [Fact]
    public void Page_NamesCauseExampleAndFix() => Assert.All(
        Directory.GetFiles(Path.Combine(Root, "docs/diagnostics"), "WEFT*.md"),
        static path => Assert.All(["## Cause", "## Example", "## Fix"], heading => Assert.Contains(heading, File.ReadAllLines(path))));

    /// <summary>An editor makes a link of what stands there: an address that is not absolute leads nowhere.</summary>
    [Fact]
    public void Link_IsAbsoluteOrAbsent() => Assert.All(
        Descriptors(), static descriptor => Assert.True(descriptor.HelpLinkUri.Length == 0 || Uri.IsWellFormedUriString(descriptor.HelpLinkUri, UriKind.Absolute)));

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("https://example.org/weft/blob/HEAD/docs/diagnostics", "https://example.org/weft/blob/HEAD/docs/diagnostics/WEFT012.md")]
    public void Link_LeadsToThePage(string? address, string link) => Assert.Equal(link, DiagnosticPage.Link(address, "WEFT012"));

    [Fact]
    public void Description_IsThePagesCauseAndFix() => Assert.All(Descriptors(), static descriptor =>
    {
        string[] page = File.ReadAllLines(PageOf(descriptor));
        string description = descriptor.Description.ToString(null);

        Assert.StartsWith(page[Array.IndexOf(page, "## Cause") + 2], description, StringComparison.Ordinal);
        Assert.Contains(
            page.Skip(Array.IndexOf(page, "## Fix") + 1).First(static line => line.Length > 0 && !line.StartsWith("```", StringComparison.Ordinal)),
            description,
            StringComparison.Ordinal);
        Assert.DoesNotContain("```", description, StringComparison.Ordinal);
        Assert.DoesNotContain("## ", description, StringComparison.Ordinal);
    });

    /// <summary>README says that they cannot be silenced.</summary>
    [Fact]
    public void Descriptors_AreErrorsThatNobodyConfigures() => Assert.All(Descriptors(), static descriptor =>
    {
        Assert.Equal(DiagnosticSeverity.Error, descriptor.DefaultSeverity);
        Assert.Contains(WellKnownDiagnosticTags.NotConfigurable, descriptor.CustomTags);
    });

    [Fact]
    public void Ids_AreUsedOnce() => Assert.Distinct(Descriptors().Select(static descriptor => descriptor.Id));

    private static IEnumerable<DiagnosticDescriptor> Descriptors() => typeof(DiagnosticDescriptors)
        .GetFields(BindingFlags.Static | BindingFlags.Public)
        .Select(static field => (DiagnosticDescriptor)field.GetValue(null)!);

    private static string PageOf(DiagnosticDescriptor descriptor) => Path.Combine(Root, $"docs/diagnostics/{descriptor.Id}.md");

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
