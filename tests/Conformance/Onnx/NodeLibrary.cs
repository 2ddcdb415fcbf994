using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Weft.Conformance.Compilation;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Targets;

namespace Weft.Conformance.Onnx;

/// <summary>Compiles the nodes of many cases at once, for one instruction set.</summary>
internal static class NodeLibrary
{
    // What the kernels' emitter asks of a model is its name, its namespace, the sets and the rate of dropout; the rest plays no part.
    private const string Specification = """
        model: Nodes
        architecture: decoder
        vocabulary: 1
        max_length: 1
        d_model: 1
        layers: 1
        heads: 1
        dropout: 0.5
        """;

    /// <summary>Emits and compiles the nodes and gives each its pass.</summary>
    /// <exception cref="ModelCompilationException">The generated C# has an error or a warning.</exception>
    /// <exception cref="InvalidOperationException">A kernel cannot be emitted.</exception>
    public static void Compile(IReadOnlyCollection<NodeProgram> programs, InstructionSets sets)
    {
        InstructionSet set = TargetSelection.Of(sets).First();
        List<NodeClass> classes = [];

        foreach (NodeProgram program in programs)
        {
            if (!classes.Any(existing => existing.TryAdd(program)))
            {
                classes.Add(new NodeClass(set));
                _ = classes[^1].TryAdd(program);
            }
        }

        ModelSpecification[] specifications = [.. Enumerable.Range(0, classes.Count).Select(i => SpecificationOf(i, sets))];
        Assembly assembly = ModelLibrary.Compile([.. classes.Zip(specifications, static (item, specification) => item.Write(specification)).SelectMany(static sources => sources)]);

        foreach ((NodeClass item, ModelSpecification specification) in classes.Zip(specifications))
        {
            Type type = assembly.GetType(specification.FullName, throwOnError: true)!;

            for (int i = 0; i < item.Programs.Count; i++)
            {
                item.Programs[i].Pass = type.GetMethod(NodeClass.MethodOf(i))!.CreateDelegate<NodePass>();
            }
        }
    }

    private static ModelSpecification SpecificationOf(int index, InstructionSets sets) =>
        SpecificationReader.Read("onnx", Specification, "Weft.Compiled").Specification! with { Model = $"Nodes{index}", InstructionSets = sets };
}
