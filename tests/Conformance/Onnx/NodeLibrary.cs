using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

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
    public static void Compile(IReadOnlyList<NodeProgram> programs, InstructionSets sets)
    {
        ModelSpecification specification = SpecificationOf(sets);
        NodeClass nodes = new(programs, TargetSelection.Of(sets).First());
        Type type = ModelLibrary.Compile([.. nodes.Write(specification)]).GetType($"{ModelIdentity.Of(specification).Internals}.{NodeClass.ClassName}", throwOnError: true)!;

        for (int i = 0; i < programs.Count; i++)
        {
            programs[i].Pass = type.GetMethod(NodeClass.MethodOf(i))!.CreateDelegate<NodePass>();
        }
    }

    private static ModelSpecification SpecificationOf(InstructionSets sets) =>
        SpecificationReader.Read("onnx", Specification, "Weft.Compiled").Specification! with { InstructionSets = sets };
}
