using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Emission;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Text;

namespace Weft.Conformance.Onnx;

/// <summary>
/// A generated class for the nodes of many cases: kernels of equal shape are emitted once. Names of kernels tell shapes apart but not every
/// option; a node whose kernels clash with those present needs another class.
/// </summary>
internal sealed class NodeClass(InstructionSet set)
{
    private readonly Dictionary<string, Kernel> _present = new(StringComparer.Ordinal);
    private readonly KernelSet _kernels = new();
    private readonly List<NodeProgram> _programs = [];

    /// <summary>The nodes, in the order of their methods.</summary>
    public IReadOnlyList<NodeProgram> Programs => _programs;

    /// <summary>The name of a node's method.</summary>
    public static string MethodOf(int index) => $"Node{index}";

    /// <summary>Adds a node unless its kernels clash with those of the others.</summary>
    public bool TryAdd(NodeProgram program)
    {
        Dictionary<string, Kernel> all = new(_present, StringComparer.Ordinal);

        if (!program.Kernels.All(kernel => this.Visit(all, kernel)))
        {
            return false;
        }

        foreach ((string name, Kernel kernel) in all)
        {
            _present[name] = kernel;
        }

        foreach (Kernel kernel in program.Kernels)
        {
            _ = _kernels.Add(kernel);
        }

        _programs.Add(program);

        return true;
    }

    /// <summary>Writes the class: its kernels, as those of a model, and one method per node.</summary>
    public IEnumerable<GeneratedSource> Write(ModelSpecification specification) =>
        [this.WriteNodes(specification), .. KernelPrinter.Print(ModelIdentity.Of(specification), _kernels, [.. TargetSelection.Of(specification.InstructionSets)])];

    private bool Visit(Dictionary<string, Kernel> all, Kernel kernel)
    {
        if (all.TryGetValue(kernel.Name, out Kernel? other))
        {
            return other.Equals(kernel);
        }

        all.Add(kernel.Name, kernel);

        return kernel.Callees(set).All(callee => this.Visit(all, callee));
    }

    private GeneratedSource WriteNodes(ModelSpecification specification) =>
        GeneratedFile.Write(ModelIdentity.Of(specification), "Nodes", [], ["System"], nullable: false, writer =>
        {
            using (writer.WriteBlock($"unsafe partial class {specification.Model}"))
            {
                for (int i = 0; i < _programs.Count; i++)
                {
                    this.WriteNode(writer, i);
                }
            }
        });

    private void WriteNode(SourceWriter writer, int index)
    {
        string name = MethodOf(index);
        writer.WriteSummary($"{_programs[index].Node.Name}: one {_programs[index].Node.Operator} node.");
        writer.WriteLine($"public static void {name}(float* arena) => Run{name}<{set.Name}Kernels>(arena);");
        writer.WriteLine();
        writer.WriteLine($"private static void Run{name}<TKernels>(float* arena)");

        using (writer.WriteBlock("    where TKernels : struct, IKernels"))
        {
            foreach (string call in _programs[index].Calls)
            {
                writer.WriteCall(call);
            }
        }
    }
}
