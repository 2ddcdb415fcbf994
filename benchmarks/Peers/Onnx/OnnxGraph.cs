using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Weft.Benchmarks.Peers.Onnx;

/// <summary>An ONNX model under construction; the numbers of fields are those of onnx.proto.</summary>
internal sealed class OnnxGraph
{
    private const int IrVersion = 11;
    private const int OperatorSet = 23;
    private readonly ProtobufWriter _graph = new();
    private int _nodes;

    /// <summary>Adds a node of one output and returns the output's name.</summary>
    public string Add(string type, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes) => this.Add(type, inputs, 1, attributes)[0];

    /// <summary>Adds a node and returns its outputs' names.</summary>
    public string[] Add(string type, IReadOnlyList<string> inputs, int outputs, params IReadOnlyList<OnnxAttribute> attributes)
    {
        string name = $"{type}{_nodes++}";
        string[] names = new string[outputs];

        for (int i = 0; i < outputs; i++)
        {
            names[i] = $"{name}.{i}";
        }

        _graph.Write(1, node =>
        {
            foreach (string input in inputs)
            {
                node.Write(1, input);
            }

            foreach (string output in names)
            {
                node.Write(2, output);
            }

            node.Write(3, name);
            node.Write(4, type);

            foreach (OnnxAttribute attribute in attributes)
            {
                node.Write(5, attribute.Write);
            }
        });

        return names;
    }

    /// <summary>Adds a constant tensor and returns its name.</summary>
    public string Constant(string name, ReadOnlySpan<float> values, params IReadOnlyList<long> shape) => this.Constant(name, 1, MemoryMarshal.AsBytes(values), shape);

    /// <inheritdoc cref="Constant(string, ReadOnlySpan{float}, IReadOnlyList{long})"/>
    public string Constant(string name, ReadOnlySpan<long> values, params IReadOnlyList<long> shape) => this.Constant(name, 7, MemoryMarshal.AsBytes(values), shape);

    /// <summary>Declares an input of whole numbers.</summary>
    public void Integers(string name, params IReadOnlyList<long> shape) => _graph.Write(11, Declaration(name, 7, shape));

    /// <summary>Declares an input of floats.</summary>
    public void Input(string name, params IReadOnlyList<long> shape) => _graph.Write(11, Declaration(name, 1, shape));

    /// <summary>Declares an output of floats.</summary>
    public void Output(string name, params IReadOnlyList<long> shape) => _graph.Write(12, Declaration(name, 1, shape));

    /// <summary>The file's bytes.</summary>
    public byte[] Write()
    {
        _graph.Write(2, "Weft");
        ProtobufWriter model = new();
        model.Write(1, IrVersion);
        model.Write(8, static set =>
        {
            set.Write(1, string.Empty);
            set.Write(2, OperatorSet);
        });
        model.Write(7, _graph.Bytes);

        return model.Bytes.ToArray();
    }

    private static Action<ProtobufWriter> Declaration(string name, long type, IReadOnlyList<long> shape) => value =>
    {
        value.Write(1, name);
        value.Write(2, typeProto => typeProto.Write(1, tensor =>
        {
            tensor.Write(1, type);
            tensor.Write(2, sizes =>
            {
                foreach (long size in shape)
                {
                    sizes.Write(1, dimension => dimension.Write(1, size));
                }
            });
        }));
    };

    private string Constant(string name, long type, ReadOnlySpan<byte> bytes, IReadOnlyList<long> shape)
    {
        ProtobufWriter tensor = new();

        foreach (long size in shape)
        {
            tensor.Write(1, size);
        }

        tensor.Write(2, type);
        tensor.Write(8, name);
        tensor.Write(9, bytes);
        _graph.Write(5, tensor.Bytes);

        return name;
    }
}

/// <summary>An attribute of a node.</summary>
internal sealed class OnnxAttribute
{
    private readonly string _name;
    private readonly Action<ProtobufWriter> _write;

    private OnnxAttribute(string name, Action<ProtobufWriter> write)
    {
        _name = name;
        _write = write;
    }

    public static OnnxAttribute Of(string name, long value) => new(name, attribute =>
    {
        attribute.Write(3, value);
        attribute.Write(20, 2);
    });

    public static OnnxAttribute Of(string name, float value) => new(name, attribute =>
    {
        attribute.Write(2, value);
        attribute.Write(20, 1);
    });

    public static OnnxAttribute Of(string name, params IReadOnlyList<long> values) => new(name, attribute =>
    {
        foreach (long value in values)
        {
            attribute.Write(8, value);
        }

        attribute.Write(20, 7);
    });

    /// <summary>Writes the attribute's message.</summary>
    public void Write(ProtobufWriter attribute)
    {
        attribute.Write(1, _name);
        _write(attribute);
    }
}
