using System.Linq;

namespace Weft.Samples;

/// <summary>A tensor of singles that an ONNX file carries.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Values">Its elements in row-major order.</param>
internal sealed record OnnxTensor(long[] Shape, float[] Values)
{
    /// <summary>A matrix with its rows as columns: ONNX multiplies by [in, out], and models here hold [out, in].</summary>
    public OnnxTensor Transpose()
    {
        int rows = (int)this.Shape[0];
        int columns = (int)this.Shape[1];
        float[] transposed = new float[this.Values.Length];

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                transposed[(column * rows) + row] = this.Values[(row * columns) + column];
            }
        }

        return new OnnxTensor([columns, rows], transposed);
    }

    /// <summary>The first rows.</summary>
    public OnnxTensor TakeRows(int count) =>
        new([count, .. this.Shape[1..]], this.Values[..(int)(count * this.Shape[1..].Aggregate(1L, static (product, size) => product * size))]);
}

/// <summary>An operation of an ONNX graph.</summary>
/// <param name="Operator">Such as MatMul.</param>
/// <param name="Inputs">The names of the tensors that it takes.</param>
/// <param name="Outputs">The names of those that it makes.</param>
internal sealed record OnnxNode(string Operator, string[] Inputs, string[] Outputs);
