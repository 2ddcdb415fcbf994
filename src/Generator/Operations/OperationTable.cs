using System;
using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>Every operation by the type of its nodes.</summary>
internal sealed class OperationTable : IOperations
{
    private static readonly Dictionary<Type, Operation> Operations = new()
    {
        [typeof(Embedding)] = new EmbeddingOperation(),
        [typeof(EmbeddingGradient)] = new EmbeddingGradientOperation(),
        [typeof(Norm)] = new NormOperation(),
        [typeof(NormGradient)] = new NormGradientOperation(),
        [typeof(NormParameterGradient)] = new NormParameterGradientOperation(),
        [typeof(Projection)] = new ProjectionOperation(),
        [typeof(InputGradient)] = new InputGradientOperation(),
        [typeof(WeightGradient)] = new WeightGradientOperation(),
        [typeof(Attention)] = new AttentionOperation(),
        [typeof(AttentionGradient)] = new AttentionGradientOperation(),
        [typeof(CacheMemory)] = new CacheMemoryOperation(),
        [typeof(Rotary)] = new RotaryOperation(),
        [typeof(Gate)] = new GateOperation(),
        [typeof(GateGradient)] = new GateGradientOperation(),
        [typeof(Dropout)] = new DropoutOperation(),
        [typeof(Clear)] = new ClearOperation(),
        [typeof(CrossEntropy)] = new CrossEntropyOperation(),
        [typeof(Unpack)] = new UnpackOperation(),
    };

    public Operation Of(Node node) => Operations.TryGetValue(node.GetType(), out Operation? operation)
        ? operation
        : throw new LoweringException($"No operation lowers {node.GetType().Name}.");
}
