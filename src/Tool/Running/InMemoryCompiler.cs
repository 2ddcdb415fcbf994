using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Weft.Generator.Emission;

namespace Weft.Tool.Running;

/// <summary>Generated C# to a class that runs, without a project and without a file.</summary>
internal static class InMemoryCompiler
{
    private const string Runtime = "Weft.dll";
    private const string AssemblyName = "Weft.Compiled";
    private const string NotTrimmed = "What runs under a JIT has all its code; anything else is refused first.";

    /// <summary>Compiles a model.</summary>
    /// <param name="sources">All its files.</param>
    /// <param name="className">The class, with its namespace.</param>
    /// <exception cref="IOException">This program cannot compile.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = NotTrimmed)]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = NotTrimmed)]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = NotTrimmed)]
    public static RunnableModel Compile(IEnumerable<GeneratedSource> sources, string className)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw new IOException("a model is compiled before it runs, and a program of native code cannot do that.");
        }

        Assembly assembly = Load(sources);
        Type model = assembly.GetType(className, throwOnError: true)!;

        return (RunnableModel)Activator.CreateInstance(typeof(RunnableModel<>).MakeGenericType(model))!;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = NotTrimmed)]
    private static Assembly Load(IEnumerable<GeneratedSource> sources)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            AssemblyName,
            sources.Select(static source => CSharpSyntaxTree.ParseText(source.Text, path: source.HintName)),
            References(),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true));
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image);

        if (!result.Success)
        {
            Diagnostic first = result.Diagnostics.First(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

            throw new InvalidOperationException($"the generated C# does not compile: {first}");
        }

        image.Position = 0;

        // A context that is never unloaded: the JIT compiles it in tiers, as it does a program's own code.
        return new AssemblyLoadContext(AssemblyName).LoadFromStream(image);
    }

    // The assemblies that this program runs on, the runtime library among them.
    private static ImmutableArray<MetadataReference> References()
    {
        string[] paths = [.. (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? string.Empty).Split(Path.PathSeparator)];

        return paths.Any(static path => Path.GetFileName(path) == Runtime)
            ?
            [
                .. paths.Where(static path => Path.GetFileName(path) is string name
                        && (name == Runtime || name.StartsWith("System.", StringComparison.Ordinal)))
                    .Select(static path => MetadataReference.CreateFromFile(path)),
            ]
            : throw new IOException($"a model is compiled before it runs, and {Runtime} is not beside this program.");
    }
}
