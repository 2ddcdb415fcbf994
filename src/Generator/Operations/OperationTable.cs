using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>Every operation by the type of its nodes, which the operation itself says.</summary>
internal sealed class OperationTable : IOperations
{
    private readonly Dictionary<Type, Operation> _operations = new();

    /// <summary>All there are, a line for each.</summary>
    public OperationTable()
        : this(
            new EmbeddingOperation(),
            new EmbeddingGradientOperation(),
            new PatchesOperation(),
            new PatchEmbeddingOperation(),
            new PatchEmbeddingGradientOperation(),
            new PatchParameterGradientOperation(),
            new NormOperation(),
            new NormGradientOperation(),
            new NormParameterGradientOperation(),
            new ProjectionOperation(),
            new AdapterProductOperation(),
            new TransposeOperation(),
            new ActivateOperation(),
            new InputGradientOperation(),
            new WeightGradientOperation(),
            new AttentionOperation(),
            new AttentionWeightsOperation(),
            new AttentionGradientOperation(),
            new RelativeBiasGradientOperation(),
            new CacheMemoryOperation(),
            new RotaryOperation(),
            new RecurrenceOperation(),
            new RecurrenceGradientOperation(),
            new GateOperation(),
            new GateGradientOperation(),
            new RouteOperation(),
            new RouteGradientOperation(),
            new GroupOperation(),
            new GatherOperation(),
            new CombineOperation(),
            new CombineGradientOperation(),
            new RowGateOperation(),
            new RowGateGradientOperation(),
            new DropoutOperation(),
            new ActivationGradientOperation(),
            new ScalingOperation(),
            new SoftCapOperation(),
            new SoftCapGradientOperation(),
            new ClearOperation(),
            new HalveOperation(),
            new RestoreOperation(),
            new PoolOperation(),
            new PoolGradientOperation(),
            new CrossEntropyOperation(),
            new BinaryCrossEntropyOperation(),
            new MeanSquaredErrorOperation(),
            new UnpackOperation(),
            new ProjectionInputOperation())
    {
    }

    /// <summary>Some operations.</summary>
    /// <exception cref="LoweringException">Two lower one type of node, or have one name: messages could not tell them apart.</exception>
    internal OperationTable(params Operation[] operations)
    {
        foreach (Operation operation in operations)
        {
            if (_operations.TryGetValue(operation.NodeType, out Operation? other))
            {
                throw new LoweringException(
                    $"{other.GetType().Name} and {operation.GetType().Name} both lower {operation.NodeType.Name}; " +
                    "a node has one operation.");
            }

            if (_operations.Values.FirstOrDefault(known => known.GetType().Name == operation.GetType().Name) is Operation namesake)
            {
                throw new LoweringException(
                    $"The operations of {namesake.NodeType.Name} and {operation.NodeType.Name} are both named " +
                    $"{operation.GetType().Name}; an operation has a name of its own.");
            }

            _operations.Add(operation.NodeType, operation);
        }
    }

    public Operation Of(Node node) => _operations.TryGetValue(node.GetType(), out Operation? operation)
        ? operation
        : throw new LoweringException($"No operation lowers {node.GetType().Name}.");
}
