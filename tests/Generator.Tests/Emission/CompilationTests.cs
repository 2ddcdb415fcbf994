using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Emission;

/// <summary>What the C# compiler says of generated code, with every warning there is and XML documentation on.</summary>
public sealed class CompilationTests
{
    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is string name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "Weft.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path))];

    [Fact]
    public void GeneratedCode_HasNoWarnings() => Assert.Empty(Warnings(GeneratedTextTests.Specifications, static text => text));

    [Fact]
    public void UndocumentedMember_IsNoticed()
    {
        ImmutableArray<Diagnostic> warnings = Warnings(
            [TinyModel.Read("training:")],
            static text => text.Replace("/// <summary>Attention heads of a layer.</summary>", "", StringComparison.Ordinal));

        Assert.Equal("CS1591", Assert.Single(warnings).Id);
    }

    // One compilation of all specs; their header says auto-generated, which mutes analyzers but no warning of the compiler. One vector
    // type stands for all of them, and the first spec has the dispatch over every set.
    private static ImmutableArray<Diagnostic> Warnings(ImmutableArray<ModelSpecification> specifications, Func<string, string> edit)
    {
        CSharpParseOptions parsing = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);
        CSharpCompilationOptions options = new(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, warningLevel: 9999);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Generated",
            ModelCompiler.Compile(
                specifications.Select(static (specification, i) => i == 0 ? specification : specification with { InstructionSets = InstructionSets.Avx2 }),
                CancellationToken.None)
                .Select(source => CSharpSyntaxTree.ParseText(edit(source.Text), parsing, source.HintName)),
            References,
            options);

        return [.. compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
    }
}
