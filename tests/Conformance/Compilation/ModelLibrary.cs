using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Weft.Generator;
using Weft.Generator.Emission;
using Weft.Generator.Specification;

namespace Weft.Conformance.Compilation;

/// <summary>Models compiled in memory, one or many at once: specification to C# to an assembly that is unloaded with its last object.</summary>
internal sealed class ModelLibrary
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(FindReferences);

    private ModelLibrary(Assembly assembly, ImmutableArray<GeneratedSource> sources)
    {
        this.Assembly = assembly;
        this.Sources = sources;
    }

    /// <summary>The compiled models.</summary>
    public Assembly Assembly { get; }

    /// <summary>What they were compiled from.</summary>
    public ImmutableArray<GeneratedSource> Sources { get; }

    /// <summary>The model of a class, by the class's full name.</summary>
    public GeneratedModel this[string fullName] =>
        (GeneratedModel)Activator.CreateInstance(typeof(GeneratedModel<>).MakeGenericType(this.Assembly.GetType(fullName, throwOnError: true)!))!;

    /// <summary>The model of a specification.</summary>
    public GeneratedModel this[ModelSpecification specification] => this[specification.FullName];

    /// <summary>Compiles specifications whose classes have different names.</summary>
    /// <exception cref="ModelCompilationException">The generated C# has an error or a warning.</exception>
    public static ModelLibrary Compile(params IEnumerable<ModelSpecification> specifications) => Compile(specifications, isCollectible: true);

    /// <summary>Compiles specifications, as above.</summary>
    /// <param name="specifications">The models.</param>
    /// <param name="isCollectible">False to keep the assembly for ever, as a program's own: the JIT then compiles it in tiers.</param>
    /// <exception cref="ModelCompilationException">The generated C# has an error or a warning.</exception>
    public static ModelLibrary Compile(IEnumerable<ModelSpecification> specifications, bool isCollectible)
    {
        ImmutableArray<GeneratedSource> sources = ModelCompiler.Compile(specifications, CancellationToken.None);

        return new ModelLibrary(Load(sources, isCollectible), sources);
    }

    /// <summary>Compiles sources that were emitted without a whole model around them.</summary>
    /// <exception cref="ModelCompilationException">The generated C# has an error or a warning.</exception>
    public static Assembly Compile(ImmutableArray<GeneratedSource> sources) => Load(sources, isCollectible: true);

    private static Assembly Load(ImmutableArray<GeneratedSource> sources, bool isCollectible)
    {
        CSharpParseOptions options = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Weft.Compiled",
            sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, options, source.HintName)),
            References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image);

        // A user's project may treat warnings as errors.
        ImmutableArray<Diagnostic> problems = [.. result.Diagnostics.Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];

        if (problems.Length > 0)
        {
            throw new ModelCompilationException(sources, problems);
        }

        image.Position = 0;

        return new AssemblyLoadContext("Weft.Compiled", isCollectible).LoadFromStream(image);
    }

    // The assemblies this program runs on, the runtime library among them.
    private static ImmutableArray<MetadataReference> FindReferences() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is string name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "Weft.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path))];
}
