using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Operations;
using Weft.Generator.Planning;

namespace Weft.Conformance.Onnx.Nodes;

/// <summary>RotaryEmbedding: sequences and positions are rows, heads are groups of columns.</summary>
internal static class RotaryNode
{
    /// <summary>Plans the node.</summary>
    public static NodeProgram Build(OnnxCase node)
    {
        OnnxTensor x = node.Input(0, "X");
        OnnxTensor cosines = node.Input(1, "cos_cache");
        OnnxTensor sines = node.Input(2, "sin_cache");
        node.RequireFloats(x, cosines, sines);
        OnnxTensor heads = HeadTensor.Of(x, node.Attributes.Integer("num_heads", 0), "num_heads");
        bool isInterleaved = node.Attributes.Flag("interleaved");
        int size = heads.Shape[3];
        int turned = node.Attributes.Integer("rotary_embedding_dim", 0) is > 0 and int given ? given : size;
        OnnxCaseException.ThrowUnless(turned <= size && turned % 2 == 0, $"{turned} columns of a head are to be turned, of {size}; an even number of them was expected.");

        int rows = heads.Shape[0] * heads.Shape[1];
        (int tableRows, string positions, NodeProgram program) = Positions(node, heads, cosines, sines, turned / 2);
        RowLayout layout = NodeProgram.LayoutOf(rows);
        PanelMatrix matrix = program.Matrix(new Axis(heads.Shape[2], size), layout.Capacity, heads.Values);
        PanelMatrix table = program.Matrix(new Axis(2, size), tableRows, Table(cosines, sines, tableRows, size, turned, isInterleaved));
        RotaryKernel kernel = new(matrix.Columns, layout, IsInverse: false, tableRows, InHalves: !isInterleaved) { Turned = turned };
        program.CallByRows(kernel, rows, ("heads", matrix.Pointer()), ("table", table.Pointer()), ("positions", positions));
        program.Output(node.Outputs[0], memory => HeadTensor.ToShapeOf(x, heads, matrix.Unpack(memory, rows)));

        return program;
    }

    // With position ids the caches have a row per position, without them a row for each row of the input.
    private static (int TableRows, string Positions, NodeProgram Program) Positions(
        OnnxCase node, OnnxTensor heads, OnnxTensor cosines, OnnxTensor sines, int half)
    {
        NodeProgram program = new(node);
        ImmutableArray<int> rows = [heads.Shape[0], heads.Shape[1]];
        OnnxCaseException.ThrowUnless(
            cosines.Shape.SequenceEqual(sines.Shape) && cosines.Rank > 0 && cosines.Shape[^1] == half,
            $"'{cosines.Name}' has the shape {cosines.ShapeText} and '{sines.Name}' {sines.ShapeText}; both need {half} columns.");
        int tableRows = cosines.Values.Length / half;

        if (node.OptionalInput(3) is not OnnxTensor ids)
        {
            OnnxCaseException.ThrowUnless(
                tableRows == rows[0] * rows[1], $"'{cosines.Name}' has {tableRows} rows; without position ids one for each of the {rows[0]} x {rows[1]} rows was expected.");

            return (tableRows, program.Integers([.. Enumerable.Range(0, tableRows)]), program);
        }

        int[] positions = ids.Broadcast(rows).ToIntegers();
        OnnxCaseException.ThrowUnless(
            positions.All(position => position >= 0 && position < tableRows), $"'{ids.Name}' names a position that is none of the {tableRows} in '{cosines.Name}'.");

        return (tableRows, program.Integers(positions), program);
    }

    // A row of the kernel's table: a cosine per column, then a sine per column with the sign that its column has in the sum.
    private static double[] Table(OnnxTensor cosines, OnnxTensor sines, int rows, int size, int turned, bool isInterleaved)
    {
        int half = turned / 2;
        double[] table = new double[rows * 2 * size];

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < size; column++)
            {
                bool isTurned = column < turned;
                int from = (row * half) + (isInterleaved ? column / 2 : column % half);
                bool isSecond = isInterleaved ? column % 2 == 1 : column >= half;
                table[(row * 2 * size) + column] = isTurned ? cosines.Values[from] : 1;
                table[(row * 2 * size) + size + column] = isTurned ? (isSecond ? sines.Values[from] : -sines.Values[from]) : 0;
            }
        }

        return table;
    }
}
