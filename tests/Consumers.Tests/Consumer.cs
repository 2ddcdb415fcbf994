using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Consumers.Tests;

/// <summary>A project that compiles models, built in memory as the compiler does it: sources and models in, an assembly out.</summary>
internal sealed record Consumer
{
    /// <summary>The smallest model that trains and decodes, its kernels once.</summary>
    public static readonly string Model = Specs.TinyWith("training: {batch: 2, length: 4}", "instruction_sets: [portable]");

    private static readonly ImmutableArray<MetadataReference> Framework =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => IsFramework(Path.GetFileName(path)))
            .Select(static path => MetadataReference.CreateFromFile(path))];

    /// <summary>The assembly's name.</summary>
    public string Name { get; init; } = "App";

    /// <summary>The namespace of models that name none.</summary>
    public string RootNamespace { get; init; } = "App";

    /// <summary>The version of C#.</summary>
    public LanguageVersion Language { get; init; } = LanguageVersion.Latest;

    /// <summary>What lies in the project's folder: <c>.cs</c> is compiled, all else is a model.</summary>
    public ImmutableArray<(string Path, byte[] Content)> Files { get; init; } = [];

    /// <summary>What it refers to, besides the framework and the runtime library.</summary>
    public ImmutableArray<MetadataReference> References { get; init; } = [];

    /// <summary>Options of the compiler: by default every warning there is.</summary>
    public CSharpCompilationOptions Options { get; init; } = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        warningLevel: 9999,
        deterministic: true,
        nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>The project with a file more.</summary>
    public Consumer With(string path, string text) => this.With(path, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="With(string, string)"/>
    public Consumer With(string path, byte[] content) => this with { Files = this.Files.Add((path, content)) };

    /// <summary>Generates and compiles.</summary>
    public ConsumerBuild Build()
    {
        GeneratorDriver driver = this.CreateDriver().RunGeneratorsAndUpdateCompilation(
            this.CreateCompilation(), out Compilation all, out ImmutableArray<Diagnostic> problems);
        using MemoryStream image = new();
        EmitResult result = all.Emit(image);
        Assert.Null(driver.GetRunResult().Results.Single().Exception);

        return new ConsumerBuild(
            [.. problems.Concat(result.Diagnostics).Where(static item => item.Severity >= DiagnosticSeverity.Warning)],
            image.ToArray());
    }

    /// <summary>Only generates: the texts, each under its name, of models without problems.</summary>
    public string[] Generate()
    {
        GeneratorRunResult result = this.CreateDriver().RunGenerators(this.CreateCompilation()).GetRunResult().Results.Single();
        Assert.Empty(result.Diagnostics);
        Assert.NotEmpty(result.GeneratedSources);

        return [.. result.GeneratedSources.Select(static file => $"{file.HintName}\n{file.SourceText}")];
    }

    // XML documentation is read: what lacks it is a warning.
    private CSharpParseOptions Parsing => new(this.Language, DocumentationMode.Diagnose);

    private GeneratorDriver CreateDriver() => CSharpGeneratorDriver.Create(
        [new ModelGenerator().AsSourceGenerator()],
        this.Files.Where(static file => !IsSource(file.Path)).Select(static file => new ModelFile(file.Path, file.Content)),
        this.Parsing,
        new ProjectOptions(this.RootNamespace));

    private CSharpCompilation CreateCompilation() => CSharpCompilation.Create(
        this.Name,
        this.Files.Where(static file => IsSource(file.Path)).Select(file => CSharpSyntaxTree.ParseText(
            SourceText.From(file.Content, file.Content.Length, Encoding.UTF8), this.Parsing, file.Path)),
        [.. Framework, .. this.References],
        this.Options);

    private static bool IsFramework(string name) => name == "Weft.dll" || name.StartsWith("System.", StringComparison.Ordinal);

    private static bool IsSource(string path) => path.EndsWith(".cs", StringComparison.Ordinal);

    private sealed class ProjectOptions(string rootNamespace) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new OneOption("build_property.RootNamespace", rootNamespace);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new OneOption("", "");

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
            new OneOption("build_metadata.AdditionalFiles.WeftModel", "true");
    }

    private sealed class OneOption(string name, string text) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value)
        {
            value = key == name ? text : null!;

            return value is not null;
        }
    }
}

/// <summary>What became of a project.</summary>
/// <param name="Problems">Errors and warnings, of the generator and of the compiler.</param>
/// <param name="Assembly">The assembly; empty if there is none.</param>
internal sealed record ConsumerBuild(ImmutableArray<Diagnostic> Problems, byte[] Assembly);
