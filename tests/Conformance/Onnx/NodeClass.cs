using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Emission;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Conformance.Onnx;

/// <summary>A generated class for the nodes of many cases: kernels that several of them call are emitted once.</summary>
/// <param name="programs">The nodes, in the order of their methods.</param>
/// <param name="set">The instruction set that runs them.</param>
internal sealed class NodeClass(IReadOnlyList<NodeProgram> programs, InstructionSet set)
{
    /// <summary>The class, in the namespace of the model's internals.</summary>
    public const string ClassName = "Nodes";

    /// <summary>The name of a node's method.</summary>
    public static string MethodOf(int index) => $"Node{index}";

    /// <summary>Writes the class: its kernels, as those of a model, and one method per node.</summary>
    public IEnumerable<GeneratedSource> Write(ModelSpecification specification)
    {
        KernelSet kernels = new();

        foreach (Kernel kernel in programs.SelectMany(static program => program.Kernels))
        {
            kernels.Add(kernel);
        }

        return
        [
            this.WriteNodes(specification),
            .. KernelFiles.Write(specification, kernels),
        ];
    }

    private GeneratedSource WriteNodes(ModelSpecification specification) =>
        GeneratedFile.OfInternals(ModelIdentity.Of(specification), ClassName, [], KernelFiles.Usings, nullable: false, writer =>
        {
            using (writer.WriteBlock($"internal static unsafe class {ClassName}"))
            {
                for (int i = 0; i < programs.Count; i++)
                {
                    this.WriteNode(writer, i);
                }
            }
        });

    private void WriteNode(SourceWriter writer, int index)
    {
        string name = MethodOf(index);
        writer.WriteSummary($"{programs[index].Node.Name}: one {programs[index].Node.Operator} node.");
        writer.WriteLine($"public static void {name}(float* arena) => Run{name}<{set.Name}Kernels>(arena);");
        writer.WriteLine();
        writer.WriteLine($"private static void Run{name}<TKernels>(float* arena)");

        using (writer.WriteBlock("    where TKernels : struct, IKernels"))
        {
            foreach (string call in programs[index].Calls)
            {
                writer.WriteCall(call);
            }
        }
    }
}
