using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Operations;
using Weft.Generator.Planning;

namespace Weft.Conformance.Onnx.Nodes;

/// <summary>LayerNormalization and RMSNormalization: the normalized axes are the columns of a row, the others its number.</summary>
internal static class NormNode
{
    /// <summary>Plans the node.</summary>
    public static NodeProgram Build(OnnxCase node, bool isCentered)
    {
        OnnxTensor x = node.Input(0, "X");
        OnnxTensor scale = node.Input(1, "Scale");
        OnnxTensor? bias = isCentered ? node.OptionalInput(2) : null;
        int axis = x.AxisOf(node.Attributes.Integer("axis", -1));
        float epsilon = node.Attributes.Float("epsilon", 1e-5f);

        // The type to compute in: ours is always float32.
        _ = node.Attributes.Integer("stash_type", 1);
        node.RequireFloats(x, scale, bias);

        int rows = OnnxTensor.CountOf(x.Shape.AsSpan()[..axis]);
        Axis columns = Axis.Of(OnnxTensor.CountOf(x.Shape.AsSpan()[axis..]));
        RowLayout layout = NodeProgram.LayoutOf(rows);
        NodeProgram program = new(node);
        PanelMatrix input = program.Matrix(columns, layout.Capacity, x.Values);
        PanelMatrix output = program.Matrix(columns, layout.Capacity);
        PanelMatrix weight = program.Vector(OfEveryRow(scale, x, axis));
        PanelMatrix? shift = !isCentered ? null : program.Vector(bias is null ? new double[columns.Count] : OfEveryRow(bias, x, axis));
        int means = program.Reserve(layout.Capacity);
        int inverseDeviation = program.Reserve(layout.Capacity);
        program.CallByRows(
            new NormKernel(isCentered, columns, layout, epsilon, KeepsStatistics: true), rows,
            ("input", input.Pointer()), ("weight", weight.Pointer()), ("bias", shift?.Pointer()), ("output", output.Pointer()),
            ("mean", isCentered ? NodeProgram.Address(means) : null), ("inverseDeviation", NodeProgram.Address(inverseDeviation)));
        program.Output(node.Outputs[0], memory => output.Unpack(memory, rows));

        if (isCentered)
        {
            AddStatistic(program, 1, means, rows);
        }

        AddStatistic(program, 2, inverseDeviation, rows);

        return program;
    }

    private static void AddStatistic(NodeProgram program, int index, int offset, int rows)
    {
        if (index < program.Node.Outputs.Length)
        {
            program.Output(program.Node.Outputs[index], memory => [.. memory.Skip(offset).Take(rows).Select(static value => (double)value)]);
        }
    }

    // Weights may lack leading axes or repeat along others, but are the same for every row.
    private static double[] OfEveryRow(OnnxTensor weight, OnnxTensor x, int axis)
    {
        int normalized = x.Rank - axis;
        int leading = weight.Rank - normalized;

        if (leading > 0 && weight.Shape.Take(leading).Any(static size => size != 1))
        {
            throw new OnnxSkippedException($"'{weight.Name}' has the shape {weight.ShapeText}: weights of their own for each row; kernels have one set of weights");
        }

        OnnxTensor own = leading > 0 ? weight.Reshape([.. weight.Shape.Skip(leading)]) : weight;

        return own.Broadcast([.. x.Shape.Skip(axis)]).Values;
    }
}
