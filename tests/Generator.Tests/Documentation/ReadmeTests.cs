using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Weft.Generator.Emission;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Documentation;

/// <summary>What README shows is what Weft reads, writes and says.</summary>
public sealed class ReadmeTests
{
    private static readonly MarkdownPage Readme = MarkdownPage.Read("README.md");
    private static readonly MarkdownPage First = Readme.Section("Your first model");

    private static string Yaml => First.Code("yaml").Single();

    [Fact]
    public void Kernel_IsGenerated()
    {
        ModelSpecification specification = Read("models/shakespeare.yaml", Repository.Read("models/shakespeare.yaml")).Specification!;
        GeneratedSource file = ModelCompiler.Compile(specification, CancellationToken.None)
            .Single(static source => source.HintName == "Weft.Kernels.LayerNorm128Row.Avx2.g.cs");
        string excerpt = Readme.Section("What is generated").Code("csharp").Single();

        Assert.Contains($"\n{excerpt}\n", file.Text.Replace("\n    ", "\n", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void FirstProgram_Compiles()
    {
        SpecificationResult result = Read("models/counting.yaml", Yaml);
        Assert.Empty(result.Problems.Items);

        CSharpCompilation compilation = CSharpCompilation.Create(
            "First",
            ModelCompiler.Compile(result.Specification!, CancellationToken.None).Select(static source => source.Text)
                .Append(First.Code("csharp").Single()).Select(static text => CSharpSyntaxTree.ParseText(text)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, allowUnsafe: true));

        Assert.Empty(compilation.GetDiagnostics().Where(static item => item.Severity == DiagnosticSeverity.Error));
    }

    [Fact]
    public void FirstProject_ImportsWhatIsThere()
    {
        XElement project = XElement.Parse(First.Code("xml").Single());
        string import = project.Element("Import")!.Attribute("Project")!.Value;

        Assert.True(File.Exists(Repository.PathOf(Path.Combine("samples/Shakespeare", import))), $"{import} is not there.");
        Assert.Equal("$(ModelsDirectory)counting.yaml", project.Descendants("TransformerModel").Single().Attribute("Include")!.Value);
    }

    [Fact]
    public void Mistake_IsTheErrorOfTheBuild()
    {
        ImmutableArray<SpecificationProblem> problems = Read("models/counting.yaml", Yaml.Replace("heads: 2", "heads: 5", StringComparison.Ordinal)).Problems.Items;

        First.AssertQuotes(Assert.Single(problems).ToString());
    }

    private static SpecificationResult Read(string path, string text) => SpecificationReader.Read(path, text, "First");
}
