using System;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Conformance.Onnx.Nodes;

/// <summary>
/// Attention: sequences are rows, heads are groups of columns, and a call of the kernel is one head of one sequence. Keys of the past stand
/// before the others of their sequence.
/// </summary>
internal static class AttentionNode
{
    /// <summary>Plans the node.</summary>
    public static NodeProgram Build(OnnxCase node)
    {
        AttentionInputs inputs = AttentionInputs.Read(node);
        AttentionShape shape = inputs.Shape;
        RowLayout layout = NodeProgram.LayoutOf(inputs.Sequences * Math.Max(inputs.Queries, inputs.Keys));
        AttentionKernel kernel = AttentionKernel.OfSequences(shape, layout, Math.Max(inputs.Queries, inputs.Keys), keepsStatistics: false);
        NodeProgram program = new(node);
        PanelMatrix query = program.Matrix(new Axis(shape.Heads, shape.KeySize), layout.Capacity, inputs.Query.Values);
        PanelMatrix key = program.Matrix(new Axis(shape.KeyValueHeads, shape.KeySize), layout.Capacity, inputs.Key.Values);
        PanelMatrix value = program.Matrix(new Axis(shape.KeyValueHeads, shape.ValueSize), layout.Capacity, inputs.Value.Values);
        PanelMatrix output = program.Matrix(new Axis(shape.Heads, shape.ValueSize), layout.Capacity);
        PanelMatrix[] masks = AddMasks(program, inputs, layout);
        int scratch = program.Reserve(kernel.ScratchFloats);

        for (int sequence = 0; sequence < inputs.Sequences; sequence++)
        {
            for (int head = 0; head < shape.Heads; head++)
            {
                int keyHead = head / shape.GroupSize;
                program.Call(
                    kernel,
                    [
                        ("query", query.Pointer(head)), ("key", key.Pointer(keyHead)), ("value", value.Pointer(keyHead)),
                        ("output", output.Pointer(head)),
                        .. Rows(inputs, kernel.Tiling, sequence),
                        ("mask", masks.Length == 0 ? null : masks[inputs.MaskOf(sequence, head)].Pointer()),
                        ("scratch", NodeProgram.Address(scratch)),
                    ]);
            }
        }

        AddOutputs(program, inputs, key, value, output);

        return program;
    }

    private static (string Name, string? Value)[] Rows(AttentionInputs inputs, AttentionTiling tiling, int sequence) =>
    [
        ("start", Literal.Integer(sequence * inputs.Queries)),
        ("length", Literal.Integer(inputs.Queries)),
        ("keyStart", tiling.HasOwnKeys ? Literal.Integer(sequence * inputs.Keys) : null),
        ("keyLength", tiling.HasOwnKeys ? Literal.Integer(inputs.KeyLengths[sequence]) : null),
        ("past", tiling.HasPast ? Literal.Integer(inputs.Pasts[sequence]) : null),
    ];

    // Kernels compute scores transposed: a mask is [keys, queries].
    private static PanelMatrix[] AddMasks(NodeProgram program, AttentionInputs inputs, RowLayout layout)
    {
        if (inputs.Mask is not OnnxTensor mask)
        {
            return [];
        }

        double[] transposed = mask.Transpose(0, 1, 3, 2).Values;
        int size = inputs.Keys * inputs.Queries;

        return [.. Enumerable.Range(0, mask.Shape[0] * mask.Shape[1]).Select(item =>
            program.Matrix(Axis.Of(inputs.Queries), layout.Capacity, transposed.AsSpan(item * size, size).ToArray()))];
    }

    private static void AddOutputs(NodeProgram program, AttentionInputs inputs, PanelMatrix key, PanelMatrix value, PanelMatrix output)
    {
        OnnxTensor first = program.Node.Outputs[0];
        OnnxTensor outputRows = new(first.Name, first.Type, [inputs.Sequences, inputs.Queries, inputs.Shape.Heads, inputs.Shape.ValueSize], []);
        program.Output(first, memory => HeadTensor.ToShapeOf(first, outputRows, output.Unpack(memory, inputs.Sequences * inputs.Queries)));

        foreach (OnnxTensor other in program.Node.Outputs.Skip(1))
        {
            switch (other.Name)
            {
                case "present_key":
                    program.Output(other, memory => HeadTensor.ToShapeOf(other, inputs.Key, key.Unpack(memory, inputs.Sequences * inputs.Keys)));
                    break;
                case "present_value":
                    program.Output(other, memory => HeadTensor.ToShapeOf(other, inputs.Value, value.Unpack(memory, inputs.Sequences * inputs.Keys)));
                    break;
                case "qk_matmul_output":
                    program.Remark("qk_matmul_output is not compared: no kernel ever stores the scores");
                    break;
                default:
                    throw new OnnxCaseException($"Attention has no output '{other.Name}'.");
            }
        }
    }
}
