using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Weft.Tokenizers;

namespace Weft.Samples;

/// <summary>What an ONNX file says of weights: its tensors of singles, and the operations that take them.</summary>
/// <remarks>The numbers of fields are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.</remarks>
internal sealed class OnnxGraph
{
    private const int SinglePrecision = 1;
    private readonly Dictionary<string, OnnxTensor> _tensors = [];
    private readonly List<OnnxNode> _nodes = [];

    private OnnxGraph()
    {
    }

    /// <summary>The tensors of singles by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Tensors => _tensors;

    /// <summary>The operations, each behind those whose results it takes.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or no ONNX.</exception>
    public static OnnxGraph Read(ReadOnlySpan<byte> file)
    {
        const int GraphField = 7;
        OnnxGraph graph = new();
        ProtobufReader model = new(file);

        while (model.Read())
        {
            if (model.Field == GraphField)
            {
                graph.ReadGraph(model.Bytes);
            }
        }

        return graph;
    }

    private void ReadGraph(ReadOnlySpan<byte> message)
    {
        const int NodeField = 1;
        const int TensorField = 5;
        ProtobufReader graph = new(message);

        while (graph.Read())
        {
            if (graph.Field == NodeField)
            {
                _nodes.Add(ReadNode(graph.Bytes));
            }
            else if (graph.Field == TensorField)
            {
                this.ReadTensor(graph.Bytes);
            }
        }
    }

    private static OnnxNode ReadNode(ReadOnlySpan<byte> message)
    {
        List<string> inputs = [];
        List<string> outputs = [];
        string name = string.Empty;
        ProtobufReader node = new(message);

        while (node.Read())
        {
            switch (node.Field)
            {
                case 1:
                    inputs.Add(node.Text);
                    break;
                case 2:
                    outputs.Add(node.Text);
                    break;
                case 4:
                    name = node.Text;
                    break;
                default:
                    break;
            }
        }

        return new OnnxNode(name, [.. inputs], [.. outputs]);
    }

    private void ReadTensor(ReadOnlySpan<byte> message)
    {
        List<long> shape = [];
        string name = string.Empty;
        int type = 0;
        ReadOnlySpan<byte> values = default;
        ProtobufReader tensor = new(message);

        while (tensor.Read())
        {
            switch (tensor.Field)
            {
                case 1:
                    shape.Add(tensor.Number);
                    break;
                case 2:
                    type = tensor.Number;
                    break;
                case 8:
                    name = tensor.Text;
                    break;
                case 9:
                    values = tensor.Bytes;
                    break;
                default:
                    break;
            }
        }

        // The others are sizes and indices.
        if (type == SinglePrecision)
        {
            this.Add(name, [.. shape], values);
        }
    }

    private void Add(string name, long[] shape, ReadOnlySpan<byte> bytes)
    {
        float[] values = MemoryMarshal.Cast<byte, float>(bytes).ToArray();

        if (shape.Aggregate(1L, static (product, size) => product * size) != values.Length || bytes.Length % sizeof(float) != 0)
        {
            throw new InvalidDataException($"The tensor '{name}' has {bytes.Length} bytes, which is not what its shape says.");
        }

        _tensors[name] = new OnnxTensor(shape, values);
    }
}
