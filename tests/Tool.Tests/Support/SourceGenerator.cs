using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator;

namespace Weft.Tool.Tests;

/// <summary>The generator as a compiler runs it, and the compiler itself.</summary>
internal static class SourceGenerator
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is string name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "Weft.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What it generates of spec files, and what it has to say about them, each in the form of a build's output.</summary>
    public static (Dictionary<string, string> Sources, string[] Diagnostics) Run(string rootNamespace, params string[] paths)
    {
        GeneratorRunResult result = CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()],
            paths.Select(static path => new SpecText(path)),
            optionsProvider: new Options(rootNamespace)).RunGenerators(CSharpCompilation.Create("App")).GetRunResult().Results.Single();

        return (
            result.GeneratedSources.ToDictionary(static source => source.HintName, static source => source.SourceText.ToString()),
            [.. result.Diagnostics.Select(static diagnostic => diagnostic.ToString())]);
    }

    /// <summary>What the compiler has to say about sources, in a project that has the runtime.</summary>
    public static string[] Compile(IEnumerable<string> sources)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "App",
            sources.Select(static source => CSharpSyntaxTree.ParseText(source)),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

        return
        [
            .. compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
                .Select(static diagnostic => diagnostic.ToString()),
        ];
    }

    private sealed class SpecText(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText? GetText(CancellationToken cancellationToken = default) =>
            File.Exists(path) ? SourceText.From(File.ReadAllText(path)) : null;
    }

    private sealed class Options(string rootNamespace) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values("build_property.RootNamespace", rootNamespace);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values("", "");

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values("build_metadata.AdditionalFiles.WeftModel", "true");
    }

    private sealed class Values(string key, string value) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string name, out string found)
        {
            found = value;

            return name == key;
        }
    }
}
