using System;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Conformance.Onnx;

/// <summary>A tensor of a case.</summary>
/// <param name="name">Its name in the file.</param>
/// <param name="type">Its element type as ONNX names it in NumPy's words: float32, int64, bool ...</param>
/// <param name="shape">Its sizes.</param>
/// <param name="values">Its elements in row-major order; false is 0 and true is 1.</param>
internal sealed class OnnxTensor(string name, string type, ImmutableArray<int> shape, double[] values)
{
    public string Name => name;

    public string Type => type;

    public ImmutableArray<int> Shape => shape;

    public double[] Values => values;

    public int Rank => shape.Length;

    /// <summary>The shape in brackets.</summary>
    public string ShapeText => $"[{string.Join(", ", shape)}]";

    /// <summary>Elements of a shape.</summary>
    public static int CountOf(params ReadOnlySpan<int> sizes)
    {
        int count = 1;

        foreach (int size in sizes)
        {
            count = checked(count * size);
        }

        return count;
    }

    /// <summary>The elements as whole numbers.</summary>
    public int[] ToIntegers() => [.. values.Select(static value => checked((int)value))];

    /// <summary>The same elements in another shape.</summary>
    public OnnxTensor Reshape(params ReadOnlySpan<int> sizes)
    {
        OnnxCaseException.ThrowUnless(CountOf(sizes) == values.Length, $"'{name}' has the shape {this.ShapeText}, which is not [{string.Join(", ", sizes.ToArray())}] in another form.");

        return new OnnxTensor(name, type, [.. sizes], values);
    }

    /// <summary>Axes in another order: axis i of the result is axis order[i] of this tensor.</summary>
    public OnnxTensor Transpose(params int[] order)
    {
        OnnxCaseException.ThrowUnless(order.Length == this.Rank, $"'{name}' has the shape {this.ShapeText}; {order.Length} axes were expected.");
        int[] strides = this.Strides();

        return this.View([.. order.Select(axis => shape[axis])], [.. order.Select(axis => strides[axis])]);
    }

    /// <summary>The axis moved behind all others.</summary>
    public OnnxTensor MoveToEnd(int axis) => this.Transpose([.. Enumerable.Range(0, this.Rank).Where(other => other != axis), axis]);

    /// <summary>The last axis moved to where <see cref="MoveToEnd"/> took it from.</summary>
    public OnnxTensor MoveFromEnd(int axis)
    {
        int[] order = [.. Enumerable.Range(0, this.Rank - 1)];

        return this.Transpose([.. order[..axis], this.Rank - 1, .. order[axis..]]);
    }

    /// <summary>Repeats axes of size 1, as NumPy does; missing axes stand in front.</summary>
    public OnnxTensor Broadcast(ImmutableArray<int> target)
    {
        int added = target.Length - this.Rank;
        OnnxCaseException.ThrowUnless(
            added >= 0 && shape.Select((size, axis) => size == 1 || size == target[axis + added]).All(static fits => fits),
            $"'{name}' has the shape {this.ShapeText}, which does not fit [{string.Join(", ", target)}].");
        int[] own = this.Strides();

        return this.View(target, [.. target.Select((_, axis) => axis < added || shape[axis - added] == 1 ? 0 : own[axis - added])]);
    }

    /// <summary>An axis as the operators count it, from the end where it is negative.</summary>
    public int AxisOf(int axis)
    {
        int counted = axis < 0 ? axis + this.Rank : axis;
        OnnxCaseException.ThrowUnless(counted >= 0 && counted < this.Rank, $"'{name}' has the shape {this.ShapeText} and no axis {axis}.");

        return counted;
    }

    private int[] Strides()
    {
        int[] strides = new int[this.Rank];
        int stride = 1;

        for (int axis = this.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }

    private OnnxTensor View(ImmutableArray<int> target, int[] strides)
    {
        double[] result = new double[CountOf(target.AsSpan())];
        int[] index = new int[target.Length];
        int from = 0;

        for (int to = 0; to < result.Length; to++)
        {
            result[to] = values[from];

            for (int axis = target.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];

                if (++index[axis] < target[axis])
                {
                    break;
                }

                from -= strides[axis] * target[axis];
                index[axis] = 0;
            }
        }

        return new OnnxTensor(name, type, target, result);
    }
}
