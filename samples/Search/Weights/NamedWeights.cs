using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft.Samples;

/// <summary>Finds the weights of a BERT in an ONNX graph by the names that they had in Hugging Face's transformers.</summary>
internal static class NamedWeights
{
    private const string Bias = ".bias";
    private const string Weight = ".weight";

    /// <summary>The parameters by name, projections as [out, in].</summary>
    /// <exception cref="InvalidDataException">The weights of a product cannot be told.</exception>
    public static Dictionary<string, OnnxTensor> Find(OnnxGraph graph)
    {
        Dictionary<string, OnnxTensor> named = graph.Tensors
            .Where(static tensor => tensor.Key.EndsWith(Bias, StringComparison.Ordinal) || tensor.Key.EndsWith(Weight, StringComparison.Ordinal))
            .ToDictionary();

        foreach ((string name, OnnxTensor weights) in FindUnnamed(graph))
        {
            named[name] = weights.Transpose();
        }

        return named;
    }

    // Exporters transpose what a product multiplies by, which gives it a number for a name. What is added to the product has kept its own.
    private static IEnumerable<(string Name, OnnxTensor Weights)> FindUnnamed(OnnxGraph graph)
    {
        ILookup<string, OnnxNode> users = graph.Nodes
            .SelectMany(static node => node.Inputs.Select(input => (input, node)))
            .ToLookup(static pair => pair.input, static pair => pair.node);

        return from product in graph.Nodes
               where product.Operator == "MatMul" && graph.Tensors.ContainsKey(product.Inputs[1])
               select (NameOf(product, users), graph.Tensors[product.Inputs[1]]);
    }

    private static string NameOf(OnnxNode product, ILookup<string, OnnxNode> users)
    {
        string? bias = users[product.Outputs[0]]
            .Where(static node => node.Operator == "Add")
            .SelectMany(static node => node.Inputs)
            .FirstOrDefault(static input => input.EndsWith(Bias, StringComparison.Ordinal));

        return bias is null
            ? throw new InvalidDataException($"Nothing tells whose weights '{product.Inputs[1]}' are: no bias is added to the product.")
            : bias[..^Bias.Length] + Weight;
    }
}
