using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using Weft.Conformance.Compilation;
using Weft.Generator;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Specification;

namespace Weft.Stress.Fencing;

/// <summary>A model whose kernels get their matrices from <see cref="FencedMatrices"/>: its lowering is the generator's but for that.</summary>
internal sealed class FencedModel
{
    private const string Fence = """
        #nullable disable
        namespace Weft.Kernels;

        internal static unsafe class Fence
        {
            public static nint Finder { get; set; }
            public static nint Synchronizer { get; set; }

            public static float* Of(int operand, float* matrix, float* place, nint length) =>
                (float*)((delegate* managed<int, void*, void*, nint, void*>)Finder)(operand, matrix, place, length);

            public static int* Of(int operand, int* matrix, int* place, nint length) =>
                (int*)((delegate* managed<int, void*, void*, nint, void*>)Finder)(operand, matrix, place, length);

            public static void Synchronize() => ((delegate* managed<void>)Synchronizer)();
        }
        """;

    private const string PassStart = "    public static void Run(in PassContext pass)\n";

    private const string FencedPass = PassStart + """
            {
                RunInside(in pass);

                if (pass.Team.Claim())
                {
                    Fence.Synchronize();
                }

                pass.Team.Barrier();
            }

            private static void RunInside(in PassContext pass)

        """;

    private readonly ModelSpecification _specification;
    private readonly ModelProgram _program;

    /// <summary>Lowers a model.</summary>
    /// <param name="specification">The specification.</param>
    /// <param name="fault">A matrix that is told to be half as long as it is; null for none.</param>
    public FencedModel(ModelSpecification specification, string? fault = null)
    {
        FencedOperations operations = new(fault);
        _specification = specification;
        _program = new ModelLowering(specification, ModelPlan.Create(specification), InferencePlan.Create(specification), operations).Lower();
        this.Operands = operations.Operands;
    }

    /// <summary>What its kernels are given.</summary>
    public IReadOnlyList<FencedOperand> Operands { get; }

    /// <summary>Compiles it.</summary>
    /// <exception cref="ModelCompilationException">The sources do not compile.</exception>
    public GeneratedModel Compile()
    {
        string[] passes = [.. _program.Passes.Select(static pass => $".{pass.Name}.g.cs")];
        ImmutableArray<GeneratedSource> sources =
        [
            .. ModelCompiler.Print(_program, default).Select(source => passes.Any(source.HintName.EndsWith) ? Enclose(source) : source),
            .. _program.Methods.Select(KernelPrinter.Print),
            new GeneratedSource("Weft.Kernels.Fence.g.cs", Fence),
        ];
        Assembly assembly = ModelLibrary.Compile(sources);
        Type fence = assembly.GetType("Weft.Kernels.Fence", throwOnError: true)!;
        fence.GetProperty("Finder")!.SetValue(null, FencedMatrices.Finder);
        fence.GetProperty("Synchronizer")!.SetValue(null, FencedMatrices.Synchronizer);
        Type type = assembly.GetType(_specification.FullName, throwOnError: true)!;

        return (GeneratedModel)Activator.CreateInstance(typeof(GeneratedModel<>).MakeGenericType(type))!;
    }

    private static GeneratedSource Enclose(GeneratedSource source)
    {
        string text = source.Text.Replace(PassStart, FencedPass, StringComparison.Ordinal);

        return text != source.Text
            ? source with { Text = text }
            : throw new InvalidOperationException($"{source.HintName} has no method that starts a pass.");
    }
}
