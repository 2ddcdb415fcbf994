using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator;
using Weft.Generator.Emission;

namespace Weft.Benchmarks.Compilation;

/// <summary>The generator in Roslyn's driver, as a build runs it, over a spec alone.</summary>
internal sealed class GeneratorDriverRun
{
    private static readonly MetadataReference[] References = [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)];

    private readonly CSharpCompilation _compilation = CSharpCompilation.Create(
        "Benchmarked", [CSharpSyntaxTree.ParseText("class Unrelated;")], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private GeneratorDriver _driver;

    /// <summary>Generates.</summary>
    /// <exception cref="InvalidOperationException">The generator failed.</exception>
    public GeneratorDriverRun(string specification)
    {
        _driver = CSharpGeneratorDriver
            .Create([new ModelGenerator().AsSourceGenerator()], [new SpecificationText(specification)], optionsProvider: new ModelOptions())
            .RunGenerators(_compilation);
        GeneratorRunResult result = _driver.GetRunResult().Results.Single();

        if (result.Exception is not null || result.GeneratedSources.IsEmpty)
        {
            throw new InvalidOperationException("The generator has generated nothing.", result.Exception);
        }

        this.Sources = [.. result.GeneratedSources.Select(static source => new GeneratedSource(source.HintName, source.SourceText.ToString()))];
    }

    /// <summary>What was generated.</summary>
    public ImmutableArray<GeneratedSource> Sources { get; }

    /// <summary>The bytes of it.</summary>
    public long Bytes => this.Sources.Sum(static source => (long)Encoding.UTF8.GetByteCount(source.Text));

    /// <summary>Generates for a compilation that has changed in nothing: what an editor asks for with every key.</summary>
    public void RunAgain() => _driver = _driver.RunGenerators(_compilation.Clone());

    private sealed class SpecificationText(string text) : AdditionalText
    {
        public override string Path => "benchmarked.yaml";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class ModelOptions : AnalyzerConfigOptionsProvider
    {
        private static readonly Values None = new(string.Empty, string.Empty);

        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values("build_property.RootNamespace", "Weft.Benchmarks.Compiled");

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => None;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values("build_metadata.AdditionalFiles.WeftModel", "true");
    }

    private sealed class Values(string name, string value) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string found)
        {
            found = value;

            return key == name;
        }
    }
}
