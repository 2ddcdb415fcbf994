namespace Weft.Conformance.Onnx.Nodes;

/// <summary>Tensors of heads in ONNX's two forms: [batch, length, heads x size], and [batch, heads, length, size].</summary>
internal static class HeadTensor
{
    /// <summary>Either form as [batch, length, heads, size].</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="heads">Heads of the first form.</param>
    /// <param name="attribute">The attribute that says how many.</param>
    public static OnnxTensor Of(OnnxTensor tensor, int heads, string attribute)
    {
        if (tensor.Rank == 4)
        {
            return tensor.Transpose(0, 2, 1, 3);
        }

        OnnxCaseException.ThrowUnless(tensor.Rank == 3, $"'{tensor.Name}' has the shape {tensor.ShapeText}; three or four axes were expected.");
        OnnxCaseException.ThrowUnless(
            heads > 0 && tensor.Shape[2] % heads == 0, $"'{tensor.Name}' has {tensor.Shape[2]} columns; the attribute '{attribute}' says {heads} heads.");

        return tensor.Reshape(tensor.Shape[0], tensor.Shape[1], heads, tensor.Shape[2] / heads);
    }

    /// <summary>Rows [batch, length, heads, size] in the form of another tensor.</summary>
    /// <param name="form">The tensor whose form is asked for.</param>
    /// <param name="rows">A tensor of the rows' sizes.</param>
    /// <param name="values">The rows.</param>
    public static double[] ToShapeOf(OnnxTensor form, OnnxTensor rows, double[] values)
    {
        OnnxTensor result = new(rows.Name, rows.Type, rows.Shape, values);

        return form.Rank == 4 ? result.Transpose(0, 2, 1, 3).Values : values;
    }
}
