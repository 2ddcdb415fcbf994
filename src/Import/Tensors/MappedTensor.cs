using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Specifications;

namespace Weft.Import.Tensors;

/// <summary>A parameter and the tensor it is read from.</summary>
internal sealed class MappedTensor
{
    private readonly TensorRule _rule;
    private readonly RowOrder _order;
    private readonly int _experts;

    private MappedTensor(Parameter parameter, TensorRule rule, RowOrder order, int experts, string? source)
    {
        _experts = experts;
        this.Parameter = parameter;
        this.Source = source;
        _rule = rule;
        _order = order;
    }

    /// <summary>The parameter.</summary>
    public Parameter Parameter { get; }

    /// <summary>The name of the tensor in the files; null where they lack it.</summary>
    public string? Source { get; }

    /// <summary>A parameter in a tensor whose shape and type are checked.</summary>
    /// <exception cref="ImportException">They are others.</exception>
    public static MappedTensor Create(
        Parameter parameter, TensorRule rule, ImportedSpecification specification, WeightFiles weights, string? source)
    {
        int experts = rule.HasExperts ? specification.Experts!.Count : 0;
        MappedTensor mapped = new(parameter, rule, RowOrder.Of(parameter, rule, specification), experts, source);

        if (source is not null)
        {
            mapped.Check(weights, weights.Find(source)!, specification.Image);
        }

        return mapped;
    }

    /// <summary>Reads it in the order of the model.</summary>
    public void Read(WeightFiles weights, Span<float> values) => this.Read(weights, values, _rule.Added);

    /// <summary>Reads a gradient, which what is added to the parameter does not change.</summary>
    public void ReadGradient(WeightFiles weights, Span<float> values) => this.Read(weights, values, added: 0);

    private void Read(WeightFiles weights, Span<float> values, float added)
    {
        if (this.Source is null)
        {
            _rule.Absent!(this.Parameter).CopyTo(values);

            return;
        }

        ReadOnlySpan<float> source = this.OwnPart(weights.Read(this.Source));
        int columns = this.Parameter.Columns;
        (int rowStride, int columnStride) = _rule.IsTransposed ? (1, (int)_order.SourceRows) : (columns, 1);

        for (int row = 0; row < this.Parameter.Rows; row++)
        {
            int start = _order.RowOf(row) * rowStride;

            for (int column = 0; column < columns; column++)
            {
                values[(row * columns) + column] = source[start + (column * columnStride)] + added;
            }
        }
    }

    // An expert's part of a tensor that has those of all.
    private ReadOnlySpan<float> OwnPart(ReadOnlySpan<float> source)
    {
        if (_experts == 0)
        {
            return source;
        }

        int part = source.Length / _experts;

        return source.Slice(this.Parameter.Expert * part, part);
    }

    private void Check(WeightFiles weights, SafetensorsTensor tensor, ImageSettings? image)
    {
        long rows = _order.SourceRows;
        long columns = this.Parameter.Columns;
        long[] own = this.Parameter.Shape.Length == 1 ? [rows]
            : _rule.IsPatchKernel ? [rows, image!.Channels, image.Patch, image.Patch]
            : _rule.IsTransposed ? [columns, rows]
            : [rows, columns];
        long[] expected = _experts > 0 ? [_experts, .. own] : own;

        // A buffer may have dimensions of 1 before its own, for the batch.
        ImmutableArray<long> shape = tensor.Shape.Length > expected.Length && tensor.Shape[..^expected.Length].All(static size => size == 1)
            ? tensor.Shape[^expected.Length..]
            : tensor.Shape;

        if (!shape.AsSpan().SequenceEqual(expected))
        {
            throw weights.Problem(
                tensor.Name, $"its shape is {tensor.ShapeText}; the configuration asks for [{string.Join(", ", expected)}].");
        }

        if (tensor.Type is not (SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16))
        {
            throw weights.Problem(tensor.Name, $"its type is {tensor.Type}; F32, F16 and BF16 are read.");
        }
    }
}
