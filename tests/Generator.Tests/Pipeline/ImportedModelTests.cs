using System;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Pipeline;

/// <summary>A model whose name a type of another assembly has.</summary>
public sealed class ImportedModelTests
{
    private const string Visible = "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"App\")] ";

    [Theory]
    [InlineData("namespace App { public class Tiny; }")]
    [InlineData("namespace App { public enum Tiny; }")]
    [InlineData(Visible + "namespace App { class Tiny; }")]
    public void TypeOfTheName_IsReportedAtTheModel(string source)
    {
        Driver driver = new Driver(("a/tiny.yaml", Specs.Tiny), ("a/other.yaml", Specs.TinyWith("model: Other"))).Refer(Library(source));
        GeneratorRunResult result = driver.Run();
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);

        Assert.Equal("WEFT019", diagnostic.Id);
        Assert.Equal("a/tiny.yaml: (0,7)-(0,11)", diagnostic.Location.GetLineSpan().ToString());
        Assert.StartsWith("The model 'App.Tiny' has the name of a type in the assembly 'Shared', ", diagnostic.GetMessage(null), StringComparison.Ordinal);
        Assert.NotEmpty(result.GeneratedSources);
        Assert.DoesNotContain(result.GeneratedSources, static file => file.HintName.StartsWith("App.Tiny.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("namespace App { class Tiny; }")]
    [InlineData("namespace App { public class Tiny<T>; }")]
    [InlineData("namespace App { public class tiny; }")]
    [InlineData("namespace Elsewhere { public class Tiny; }")]
    [InlineData("public class Tiny;")]
    [InlineData("public class App { public class Tiny; }")]
    public void OtherType_IsNotReported(string source) => AssertGenerated(new Driver(("tiny.yaml", Specs.Tiny)).Refer(Library(source)));

    [Fact]
    public void TypeBehindAnAlias_IsNotReported() =>
        AssertGenerated(new Driver(("tiny.yaml", Specs.Tiny)).Refer(Library("namespace App { public class Tiny; }").WithAliases(["shared"])));

    [Fact]
    public void TypeBehindAnAliasAndWithout_IsReported()
    {
        MetadataReference library = Library("namespace App { public class Tiny; }").WithAliases(["shared", "global"]);

        Assert.Single(new Driver(("tiny.yaml", Specs.Tiny)).Refer(library).Run().Diagnostics);
    }

    [Fact]
    public void PartOfTheProject_IsNotReported() =>
        AssertGenerated(new Driver(("tiny.yaml", Specs.Tiny)).EditSource("namespace App { public partial class Tiny; }"));

    [Fact]
    public void TypeOfTheGlobalNamespace_IsReported()
    {
        Driver driver = new Driver(("tiny.yaml", Specs.Tiny)).SetProperties(("RootNamespace", "")).Refer(Library("public class Tiny;"));

        Assert.Contains("'Tiny' has the name", Assert.Single(driver.Run().Diagnostics).GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void NewReference_TakesTheModelAlong()
    {
        Driver driver = new(("other.yaml", Specs.TinyWith("model: Other")), ("tiny.yaml", Specs.Tiny));
        driver.Run();
        GeneratorRunResult result = driver.Refer(Library("namespace App { public class Tiny; }")).Run();

        Assert.Equal("Modified", Driver.Reasons(result, TrackingNames.ImportedTypes));
        Assert.Equal("Cached Removed", Driver.Reasons(result, TrackingNames.Sources));
    }

    [Fact]
    public void ChangedSourceFile_GeneratesNothing()
    {
        Driver driver = new Driver(("other.yaml", Specs.TinyWith("model: Other")), ("tiny.yaml", Specs.Tiny))
            .Refer(Library("namespace App { public class Tiny; }"));
        driver.Run();
        GeneratorRunResult result = driver.EditSource("class Unrelated { int y; }").Run();

        Assert.Equal("Unchanged", Driver.Reasons(result, TrackingNames.ImportedTypes));
        Assert.Equal("Cached", Driver.Reasons(result, TrackingNames.Model));
        Assert.Equal("Cached", Driver.Reasons(result, TrackingNames.Sources));
    }

    private static void AssertGenerated(Driver driver)
    {
        GeneratorRunResult result = driver.Run();

        Assert.Empty(result.Diagnostics);
        Assert.NotEmpty(result.GeneratedSources);
    }

    private static MetadataReference Library(string source) => CSharpCompilation.Create(
        "Shared",
        [CSharpSyntaxTree.ParseText(source)],
        [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference();
}
