using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Prints the kernels: the interface that passes call, and one file per family and instruction set.</summary>
internal static class KernelPrinter
{
    private static readonly string[] Usings = ["System", "System.Runtime.CompilerServices", .. InstructionSet.VectorNamespaces];

    // What a reader of any kernel needs to know first.
    private const string Layout =
        "A matrix is stored in panels of 16 columns, one panel after another, each with all of its rows: " +
        "row r of a panel begins 16 * r floats from its start. Columns that fill up a panel are zero.";

    // Where the body of a kernel stands: in a class, a struct, a method and an unchecked block.
    private const int BodyMargin = 16;

    /// <param name="model">The class that they stand in.</param>
    /// <param name="kernels">The kernels that passes call.</param>
    /// <param name="sets">The instruction sets.</param>
    /// <param name="program">The model whose specification shaped them; null where there is none behind them.</param>
    public static IEnumerable<GeneratedSource> Print(
        ModelIdentity model, KernelSet kernels, ImmutableArray<InstructionSet> sets, ModelProgram? program = null)
    {
        yield return PrintInterface(model, kernels, program?.Settings.Whole ?? []);

        foreach (InstructionSet set in sets)
        {
            yield return PrintVectorMath(model, kernels, set, program?.Settings.Vectors ?? []);

            foreach (IGrouping<string, Kernel> family in kernels.Families(set))
            {
                yield return PrintFamily(model, set, family, program, program?.Settings.Of(program.Passes, set, family) ?? []);
            }
        }
    }

    private static GeneratedSource PrintInterface(ModelIdentity model, KernelSet kernels, IEnumerable<string> settings) =>
        GeneratedFile.Write(model, "Kernels", settings, [], nullable: false, writer =>
        {
            using (writer.WriteBlock($"unsafe partial class {model.Name}"))
            {
                writer.WriteSummary(
                    $"What the passes call; one struct per instruction set implements it, and each makes a pass of its own.\n{Layout}");

                using (writer.WriteBlock("private interface IKernels"))
                {
                    foreach (Kernel kernel in kernels.Entries)
                    {
                        writer.WriteCall($"static abstract void {kernel.Name}({kernel.Signature.Text});");

                        if (kernel != kernels.Entries[kernels.Entries.Count - 1])
                        {
                            writer.WriteLine();
                        }
                    }
                }
            }
        });

    private static GeneratedSource PrintVectorMath(
        ModelIdentity model, KernelSet kernels, InstructionSet set, IEnumerable<string> settings) =>
        GeneratedFile.Write(
            model, $"VectorMath.{set.Name}", settings, Usings, nullable: false,
            writer => InStruct(writer, model, null, $"{set.KernelsName} : IKernels", () =>
            {
                KernelWriter methods = new(writer, set);

                foreach (VectorFunction function in kernels.Functions(set))
                {
                    KernelBody.InSet($"The function {function.Name}", set, () =>
                    {
                        function.Write(methods);

                        return methods.Size;
                    });
                }
            }));

    private static GeneratedSource PrintFamily(
        ModelIdentity model, InstructionSet set, IGrouping<string, Kernel> family, ModelProgram? program, IEnumerable<string> settings) =>
        GeneratedFile.Write(
            model, $"{family.Key}.{set.Name}", settings, Usings, nullable: false,
            writer => InStruct(writer, model, Layout, set.KernelsName, () =>
            {
                bool first = true;

                foreach (Kernel kernel in family)
                {
                    if (!first)
                    {
                        writer.WriteLine();
                    }

                    first = false;
                    writer.WriteSummary(kernel.Summary);
                    writer.WriteLine("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");

                    string body = KernelBody.Of(kernel, set, BodyMargin, program);
                    writer.WriteCall($"{(kernel.IsEntry ? "public" : "private")} static void {kernel.Name}({kernel.Signature.Text})");

                    using (writer.WriteBlock())
                    using (writer.WriteBlock("unchecked"))
                    {
                        writer.WriteLine(body.TrimEnd('\n'));
                    }
                }
            }));

    private static void InStruct(SourceWriter writer, ModelIdentity model, string? comment, string heading, System.Action body)
    {
        using (writer.WriteBlock($"unsafe partial class {model.Name}"))
        {
            if (comment is not null)
            {
                writer.WriteComment(comment);
            }

            using (writer.WriteBlock($"private readonly partial struct {heading}"))
            {
                body();
            }
        }
    }
}
