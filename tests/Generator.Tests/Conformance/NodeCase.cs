using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json;
using Weft.Conformance.Onnx;

namespace Weft.Generator.Tests.Conformance;

/// <summary>Builds cases of nodes that no file holds: random inputs of sizes that ONNX's own cases do not reach.</summary>
internal sealed class NodeCase(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A tensor of numbers from -range to range.</summary>
    public OnnxTensor Random(string name, double range, params int[] shape) => Tensor(
        name, shape, [.. Enumerable.Range(0, OnnxTensor.CountOf(shape)).Select(_ => (double)(float)(range * ((2 * _random.NextDouble()) - 1)))]);

    /// <summary>A tensor of whole numbers from a lowest one up to below a highest one.</summary>
    public OnnxTensor Integers(string name, int lowest, int highest, params int[] shape) => new(
        name, "int64", [.. shape], [.. Enumerable.Range(0, OnnxTensor.CountOf(shape)).Select(_ => (double)_random.Next(lowest, highest))]);

    /// <summary>A tensor of given numbers.</summary>
    public static OnnxTensor Tensor(string name, int[] shape, double[] values, string type = "float32") => new(name, type, [.. shape], values);

    /// <summary>A node; its outputs have the expected values.</summary>
    /// <param name="operator">The operator.</param>
    /// <param name="attributes">The attributes as a JSON object.</param>
    /// <param name="inputs">The inputs, null where one is left out.</param>
    /// <param name="outputs">The outputs.</param>
    public static OnnxCase Of(string @operator, string attributes, OnnxTensor?[] inputs, params OnnxTensor[] outputs)
    {
        using JsonDocument document = JsonDocument.Parse(attributes);

        return new OnnxCase
        {
            Name = @operator,
            Operator = @operator,
            Attributes = new OnnxAttributes(document.RootElement.EnumerateObject().ToDictionary(static item => item.Name, static item => item.Value.Clone())),
            Inputs = [.. inputs],
            Outputs = [.. outputs],
        };
    }

    /// <summary>Values at indices of a shape: a way to write a reference as its equation.</summary>
    public static double[] Fill(ImmutableArray<int> shape, Func<int[], double> value)
    {
        double[] values = new double[OnnxTensor.CountOf(shape.AsSpan())];
        int[] index = new int[shape.Length];

        for (int i = 0; i < values.Length; i++)
        {
            int rest = i;

            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                (rest, index[axis]) = (rest / shape[axis], rest % shape[axis]);
            }

            values[i] = value(index);
        }

        return values;
    }

    /// <summary>An element; axes of size 1 stand for all indices.</summary>
    public static double At(OnnxTensor tensor, params ReadOnlySpan<int> index)
    {
        int at = 0;

        for (int axis = 0; axis < tensor.Rank; axis++)
        {
            at = (at * tensor.Shape[axis]) + (tensor.Shape[axis] == 1 ? 0 : index[axis]);
        }

        return tensor.Values[at];
    }
}
