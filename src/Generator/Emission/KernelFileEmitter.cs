using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Writes the kernels: the interface that passes call, and one file per family and instruction set.</summary>
internal static class KernelFileEmitter
{
    private static readonly string[] Usings = ["System", "System.Runtime.CompilerServices", .. InstructionSet.VectorNamespaces];

    // Where the body of a kernel stands: in a class, a struct, a method and an unchecked block.
    private const int BodyMargin = 16;

    public static IEnumerable<GeneratedSource> Write(ModelSpecification specification, KernelSet kernels)
    {
        yield return WriteInterface(specification, kernels);

        foreach (InstructionSet set in TargetSelection.Of(specification.InstructionSets))
        {
            yield return WriteVectorMath(specification, kernels, set);

            foreach (IGrouping<string, Kernel> family in kernels.Families(set))
            {
                yield return WriteFamily(specification, set, family);
            }
        }
    }

    private static GeneratedSource WriteInterface(ModelSpecification specification, KernelSet kernels) =>
        GeneratedFile.Write(specification, "Kernels", [], nullable: false, writer =>
        {
            using (writer.WriteBlock($"unsafe partial class {specification.Model}"))
            {
                writer.WriteSummary("What the passes call; one struct per instruction set implements it, and each makes a pass of its own.");

                using (writer.WriteBlock("private interface IKernels"))
                {
                    foreach (Kernel kernel in kernels.Entries)
                    {
                        writer.WriteCall($"static abstract void {kernel.Name}({kernel.Parameters});");

                        if (kernel != kernels.Entries[kernels.Entries.Count - 1])
                        {
                            writer.WriteLine();
                        }
                    }
                }
            }
        });

    private static GeneratedSource WriteVectorMath(ModelSpecification specification, KernelSet kernels, InstructionSet set) =>
        GeneratedFile.Write(specification, $"VectorMath.{set.Name}", Usings, nullable: false, writer => InStruct(writer, specification, set, ": IKernels", () =>
        {
            KernelWriter methods = new(writer, set);

            foreach (VectorFunction function in kernels.Functions(set))
            {
                function.Write(methods);
            }
        }));

    private static GeneratedSource WriteFamily(ModelSpecification specification, InstructionSet set, IGrouping<string, Kernel> family) =>
        GeneratedFile.Write(specification, $"{family.Key}.{set.Name}", Usings, nullable: false, writer => InStruct(writer, specification, set, string.Empty, () =>
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

                SourceWriter body = new(BodyMargin);
                KernelWriter statements = new(body, set);
                kernel.WriteBody(statements);
                BudgetCheck.Verify(kernel, statements.Size);
                writer.WriteCall($"{(kernel.IsEntry ? "public" : "private")} static void {kernel.Name}({kernel.Parameters})");

                using (writer.WriteBlock())
                using (writer.WriteBlock("unchecked"))
                {
                    writer.WriteLine(body.ToString().TrimEnd('\n'));
                }
            }
        }));

    private static void InStruct(SourceWriter writer, ModelSpecification specification, InstructionSet set, string bases, System.Action body)
    {
        using (writer.WriteBlock($"unsafe partial class {specification.Model}"))
        using (writer.WriteBlock($"private readonly partial struct {set.KernelsName} {bases}"))
        {
            body();
        }
    }
}
