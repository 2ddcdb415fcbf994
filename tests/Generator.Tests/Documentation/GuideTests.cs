using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Weft.Generator.Emission;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Documentation;

/// <summary>The code of a guide, from top to bottom, is one program, beside the models that stand there.</summary>
public sealed class GuideTests
{
    // What ImplicitUsings gives the projects that guides speak of.
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public static TheoryData<string> Pages() =>
    [
        "docs/fine-tuning.md",
        "docs/tokenizers.md",
        .. Directory.GetFiles(Repository.PathOf("docs/guides"), "*.md").Select(static path => $"docs/guides/{Path.GetFileName(path)}").Order(),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Code_IsAProgram(string page)
    {
        MarkdownPage guide = MarkdownPage.Read(page);
        string program = string.Join("\n", guide.Code("csharp"));
        string[] models = [.. guide.Code("yaml")];
        Assert.True(program.Length > 0 || models.Length > 0, $"{page} has no code.");

        IEnumerable<string> sources = ModelCompiler.Compile(models.Select(Read), CancellationToken.None).Select(static source => source.Text)
            .Append(ImplicitUsings).Append(program);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "App",
            sources.Select(static text => CSharpSyntaxTree.ParseText(text)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                program.Length > 0 ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable));

        Assert.Empty(compilation.GetDiagnostics().Where(static item => item.Severity >= DiagnosticSeverity.Warning));
    }

    private static ModelSpecification Read(string yaml)
    {
        SpecificationResult result = SpecificationReader.Read("model.yaml", yaml, "App");
        Assert.Empty(result.Problems.Items);

        return result.Specification!;
    }
}
