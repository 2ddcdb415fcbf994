using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace Weft.Generator.Tests.Pipeline;

/// <summary>
/// A compilation with spec files that are edited and generated again. Every run is followed by another over a clone of the compilation, in
/// which nothing may be computed anew.
/// </summary>
internal sealed class Driver
{
    private static readonly string[] Steps =
    [
        TrackingNames.ReadSpec, TrackingNames.Parse, TrackingNames.Diagnostics, TrackingNames.Duplicates, TrackingNames.Language,
        TrackingNames.ImportedTypes, TrackingNames.Model, TrackingNames.Lower, TrackingNames.Methods, TrackingNames.Sources,
        TrackingNames.Weights,
    ];

    private readonly Dictionary<string, SpecText> _files = [];
    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    public Driver(params (string Path, string? Text)[] files)
    {
        MetadataReference[] references = [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)];
        CSharpCompilationOptions options = new(OutputKind.DynamicallyLinkedLibrary);
        _compilation = CSharpCompilation.Create("App", [CSharpSyntaxTree.ParseText("class Unrelated;")], references, options);

        foreach ((string path, string? text) in files)
        {
            _files.Add(path, new SpecText(path, text));
        }

        _driver = CSharpGeneratorDriver.Create(
            [new ModelGenerator().AsSourceGenerator()],
            _files.Values,
            optionsProvider: new Options(("RootNamespace", "App")),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    /// <summary>Generates, asserts that a second run finds everything cached, and gives the first run's result.</summary>
    public GeneratorRunResult Run()
    {
        _driver = _driver.RunGenerators(_compilation);
        GeneratorRunResult result = _driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);

        _driver = _driver.RunGenerators(_compilation.Clone());
        AssertNothingNew(_driver.GetRunResult().Results.Single());

        return result;
    }

    /// <summary>Gives a file another text.</summary>
    public Driver Edit(string path, Func<string, string> edit)
    {
        SpecText edited = new(path, edit(_files[path].Text!));
        _driver = _driver.ReplaceAdditionalText(_files[path], edited);
        _files[path] = edited;

        return this;
    }

    /// <summary>Adds a file behind the others.</summary>
    public Driver Add(string path, string text)
    {
        _files.Add(path, new SpecText(path, text));
        _driver = _driver.AddAdditionalTexts([_files[path]]);

        return this;
    }

    public Driver Delete(string path)
    {
        _driver = _driver.RemoveAdditionalTexts([_files[path]]);
        _files.Remove(path);

        return this;
    }

    public Driver EditSource(string source = "class Unrelated { int x; }")
    {
        _compilation = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees.Single(), CSharpSyntaxTree.ParseText(source));

        return this;
    }

    /// <summary>Gives the project these properties, and no others.</summary>
    public Driver SetProperties(params (string Name, string Value)[] properties)
    {
        _driver = _driver.WithUpdatedAnalyzerConfigOptions(new Options(properties));

        return this;
    }

    /// <summary>Gives a file weights that the build embeds, written at some time, in a project without properties but its namespace.</summary>
    public Driver Embed(string path, string weights, string stamp)
    {
        _driver = _driver.WithUpdatedAnalyzerConfigOptions(new Options(("RootNamespace", "App")) { Weights = (path, weights, stamp) });

        return this;
    }

    /// <summary>Gives the compilation a reference more.</summary>
    public Driver Refer(MetadataReference reference)
    {
        _compilation = _compilation.AddReferences(reference);

        return this;
    }

    /// <summary>Gives the project another version of C#.</summary>
    public Driver UseLanguage(LanguageVersion version)
    {
        _driver = _driver.WithUpdatedParseOptions(new CSharpParseOptions(version));

        return this;
    }

    /// <summary>Gives a diagnostic another severity, as NoWarn and .globalconfig do.</summary>
    public Driver Configure(string id, ReportDiagnostic severity)
    {
        ImmutableDictionary<string, ReportDiagnostic> severities = _compilation.Options.SpecificDiagnosticOptions.SetItem(id, severity);
        _compilation = _compilation.WithOptions(_compilation.Options.WithSpecificDiagnosticOptions(severities));

        return this;
    }

    /// <summary>Why each output of a step came about, in the order of the files.</summary>
    public static string Reasons(GeneratorRunResult result, string step) => result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> steps)
        ? string.Join(" ", steps.SelectMany(static run => run.Outputs).Select(static output => output.Reason))
        : "";

    /// <summary>The values of a step.</summary>
    public static IEnumerable<object> Values(GeneratorRunResult result, string step) =>
        result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> steps)
            ? steps.SelectMany(static run => run.Outputs).Select(static output => output.Value)
            : [];

    private static void AssertNothingNew(GeneratorRunResult again)
    {
        IEnumerable<IncrementalGeneratorRunStep> tracked = Steps
            .Where(again.TrackedSteps.ContainsKey)
            .SelectMany(step => again.TrackedSteps[step])
            .Concat(again.TrackedOutputSteps.Values.SelectMany(static steps => steps));

        Assert.All(
            tracked.SelectMany(static step => step.Outputs),
            static output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, output.Reason.ToString()));
    }

    /// <summary>A file with the metadata that the build files give it.</summary>
    private sealed class SpecText(string path, string? text) : AdditionalText
    {
        public override string Path => path;

        public string? Text => text;

        public override SourceText? GetText(CancellationToken cancellationToken = default) => text is null ? null : SourceText.From(text);
    }

    private sealed class Options(params (string Name, string Value)[] properties) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } =
            new OptionValues([.. properties.Select(static property => ($"build_property.{property.Name}", property.Value))]);

        public (string Path, string File, string Stamp)? Weights { get; init; }

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new OptionValues();

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new OptionValues(
        [
            .. textFile.Path.EndsWith(".yaml", StringComparison.Ordinal) ? [("build_metadata.AdditionalFiles.WeftModel", "true")] : Array.Empty<(string, string)>(),
            .. this.Weights is var (path, file, stamp) && path == textFile.Path
                ? [("build_metadata.AdditionalFiles.WeftWeights", file), ("build_metadata.AdditionalFiles.WeftWeightsStamp", stamp)]
                : Array.Empty<(string, string)>(),
        ]);
    }

    private sealed class OptionValues(params (string Key, string Value)[] values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value)
        {
            value = values.FirstOrDefault(pair => pair.Key == key).Value!;

            return value is not null;
        }
    }
}
