using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Weft.Generator.Tests.Build;

namespace Weft.Consumers.Tests;

/// <summary>
/// What an editor learns of a project: it has the SDK build it without the compiler, takes the compiler's command line from there, and runs the
/// generators of that line in itself while somebody types.
/// </summary>
internal sealed class DesignTimeBuild
{
    private static readonly string[] Command =
    [
        "-target:Compile", "-property:DesignTimeBuild=true", "-property:SkipCompilerExecution=true", "-property:ProvideCommandLineArgs=true",
        "-property:BuildingInsideVisualStudio=true", "-getItem:CscCommandLineArgs", "-nologo", "-nodeReuse:false", "-tl:off",
    ];

    private readonly CSharpCommandLineArguments _compiler;

    /// <summary>Reads a project that is restored.</summary>
    /// <param name="folder">The folder that it lies in, somewhere.</param>
    /// <param name="project">The project file, seen from there.</param>
    /// <exception cref="JsonException">The build failed: what it printed is no list of arguments.</exception>
    public DesignTimeBuild(ProjectFolder folder, string project)
    {
        using JsonDocument output = JsonDocument.Parse(folder.Start(["msbuild", project, .. Command]).Output);
        IEnumerable<string> arguments = output.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(static item => item.GetProperty("Identity").GetString()!);
        _compiler = CSharpCommandLineParser.Default.Parse(
            arguments.ToArray(), Path.GetDirectoryName(Path.Combine(folder.Path, project)), sdkDirectory: null);
    }

    /// <summary>The paths of what the compiler has beside C#.</summary>
    public string[] AdditionalFiles => [.. _compiler.AdditionalFiles.Select(static file => file.Path)];

    /// <summary>What the compiler is told of a file.</summary>
    public ImmutableDictionary<string, string> Metadata(string path) => this.Configuration.GetOptionsForSourcePath(path).AnalyzerOptions;

    /// <summary>Runs the package's generator as the compiler would be told to, over the files as they are now.</summary>
    public GeneratorRunResult RunGenerator()
    {
        CommandLineAnalyzerReference package = _compiler.AnalyzerReferences.Single(
            static reference => Path.GetFileName(reference.FilePath) == "Weft.Generator.dll");
        AnalyzerFileReference generators = new(package.FilePath, new PackageLoader(package.FilePath));

        return CSharpGeneratorDriver
            .Create(
                generators.GetGenerators(LanguageNames.CSharp),
                this.AdditionalFiles.Select(static path => new ModelFile(path, File.ReadAllBytes(path))),
                _compiler.ParseOptions,
                new Options(this.Configuration))
            .RunGenerators(CSharpCompilation.Create(_compiler.CompilationName))
            .GetRunResult().Results.Single();
    }

    // The generated .editorconfig, with the properties and the metadata that the package asks for, and the SDK's own.
    private AnalyzerConfigSet Configuration => AnalyzerConfigSet.Create(
        _compiler.AnalyzerConfigPaths.Select(static path => AnalyzerConfig.Parse(File.ReadAllText(path), path)).ToArray());

    /// <summary>Loads the assembly of the package, and not the one that these tests refer to.</summary>
    private sealed class PackageLoader(string generator) : IAnalyzerAssemblyLoader
    {
        private readonly AssemblyLoadContext _context = new(generator);

        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => _context.LoadFromAssemblyPath(fullPath);
    }

    private sealed class Options(AnalyzerConfigSet configuration) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(configuration.GlobalConfigOptions.AnalyzerOptions);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => this.Of(tree.FilePath);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => this.Of(textFile.Path);

        private Values Of(string path) => new(configuration.GetOptionsForSourcePath(path).AnalyzerOptions);
    }

    private sealed class Values(ImmutableDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value) => values.TryGetValue(key, out value!);
    }
}
