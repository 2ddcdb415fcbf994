using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Weft.Conformance;
using Weft.Conformance.Compilation;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Benchmarks.Compilation;

/// <summary>Compiles kernels without a model around them, for the best instruction set of this machine.</summary>
internal static class KernelLibrary
{
    // What the kernels' emitter asks of a model is its name, its namespace and the sets; the rest plays no part.
    private const string Specification = "{model: BenchmarkKernels, architecture: decoder, vocabulary: 1, max_length: 1, d_model: 1, layers: 1, heads: 1}";

    private const string ClassName = "Items";

    /// <summary>Emits and compiles kernels, all at once, and the method that runs an item of each.</summary>
    /// <returns>The methods, in the order of the works.</returns>
    public static KernelItem[] Compile(IReadOnlyList<KernelWork> works)
    {
        ModelSpecification specification = BenchmarkModel.Parse("kernels", Specification) with { InstructionSets = InstructionSetNames.OfThisMachine };
        KernelSet kernels = new();

        foreach (KernelWork work in works)
        {
            kernels.Add(work.Kernel);
        }

        Assembly assembly = ModelLibrary.Compile([Write(specification, works), .. KernelFiles.Write(specification, kernels)]);
        Type type = assembly.GetType($"{ModelIdentity.Of(specification).Internals}.{ClassName}", throwOnError: true)!;

        return [.. Enumerable.Range(0, works.Count).Select(index => type.GetMethod(NameOf(index))!.CreateDelegate<KernelItem>())];
    }

    private static string NameOf(int index) => $"Item{index}";

    private static GeneratedSource Write(ModelSpecification specification, IReadOnlyList<KernelWork> works)
    {
        string set = TargetSelection.Of(specification.InstructionSets).First().Name;

        return GeneratedFile.OfInternals(ModelIdentity.Of(specification), ClassName, [], KernelFiles.Usings, nullable: false, writer =>
        {
            using (writer.WriteBlock($"internal static unsafe class {ClassName}"))
            {
                for (int i = 0; i < works.Count; i++)
                {
                    WriteItem(writer, NameOf(i), set, works[i]);
                }
            }
        });
    }

    private static void WriteItem(SourceWriter writer, string name, string set, KernelWork work)
    {
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.WriteLine($"public static void {name}(float* arena, float* scratch, nint item, nint size) => Run{name}<{set}Kernels>(arena, scratch, item, size);");
        writer.WriteLine();
        writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        writer.WriteLine($"private static void Run{name}<TKernels>(float* arena, float* scratch, nint item, nint size)");

        using (writer.WriteBlock("    where TKernels : struct, IKernels"))
        {
            writer.WriteCall(work.Statement);
        }
    }
}
