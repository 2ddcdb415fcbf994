using Weft.Conformance.Onnx.Kernels;
using Weft.Generator.Graph;
using Weft.Generator.Planning;

namespace Weft.Conformance.Onnx.Nodes;

/// <summary>Softmax and LogSoftmax: the axis is the columns of a row, the others its number.</summary>
internal static class SoftmaxNode
{
    /// <summary>Plans the node.</summary>
    public static NodeProgram Build(OnnxCase node, bool isLogarithm)
    {
        OnnxTensor x = node.Input(0, "input");
        node.RequireFloats(x);

        if (node.Version is > 0 and < 13)
        {
            throw new OnnxSkippedException($"version {node.Version} of {node.Operator} runs over all axes from the given one on; from version 13 on it is one axis");
        }

        int axis = x.AxisOf(node.Attributes.Integer("axis", -1));
        OnnxTensor last = x.MoveToEnd(axis);
        Axis columns = Axis.Of(x.Shape[axis]);
        int rows = x.Values.Length / columns.Count;
        RowLayout layout = NodeProgram.LayoutOf(rows);
        NodeProgram program = new(node);
        PanelMatrix input = program.Matrix(columns, layout.Capacity, last.Values);
        PanelMatrix output = program.Matrix(columns, layout.Capacity);
        program.CallByRows(new SoftmaxKernel(columns, layout, isLogarithm), rows, ("input", input.Pointer()), ("output", output.Pointer()));
        program.Output(node.Outputs[0], memory => new OnnxTensor(x.Name, x.Type, last.Shape, output.Unpack(memory, rows)).MoveFromEnd(axis).Values);

        return program;
    }
}
