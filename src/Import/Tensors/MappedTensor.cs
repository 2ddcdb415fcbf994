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

    /// <summary>The shape of the tensor, without dimensions of 1 that may stand before it.</summary>
    public required ImmutableArray<long> SourceShape { get; init; }

    /// <summary>A parameter in a tensor whose shape and type are checked.</summary>
    /// <exception cref="ImportException">They are others.</exception>
    public static MappedTensor Create(
        Parameter parameter, TensorRule rule, ImportedSpecification specification, WeightFiles weights, string? source)
    {
        MappedTensor mapped = Create(parameter, rule, specification, source);

        if (source is not null)
        {
            mapped.Check(weights, weights.Find(source)!);
        }

        return mapped;
    }

    /// <summary>A parameter in a tensor that is still to be written.</summary>
    public static MappedTensor Create(Parameter parameter, TensorRule rule, ImportedSpecification specification, string? source)
    {
        int experts = rule.HasExperts ? specification.Experts!.Count : 0;
        RowOrder order = RowOrder.Of(parameter, rule, specification);

        return new MappedTensor(parameter, rule, order, experts, source)
        {
            SourceShape = [.. experts > 0 ? [(long)experts] : (long[])[], .. ShapeOf(parameter, rule, order, specification.Image)],
        };
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

        float[] source = weights.Read(this.Source);
        int columns = this.Parameter.Columns;
        (int start, int rowStride, int columnStride) = this.PlaceIn(source.Length);

        for (int row = 0; row < this.Parameter.Rows; row++)
        {
            int first = start + (_order.RowOf(row) * rowStride);

            for (int column = 0; column < columns; column++)
            {
                values[(row * columns) + column] = source[first + (column * columnStride)] + added;
            }
        }
    }

    /// <summary>Whether the tensor has this parameter alone, and nothing of others beside it.</summary>
    public bool IsAlone => _rule.Fusion == Fusion.None && _experts == 0;

    /// <summary>Whether the tensor is [in, out].</summary>
    public bool IsTransposed => _rule.IsTransposed;

    /// <summary>Brings rows of another matrix, one for each output, from the order of the tensor into that of the model.</summary>
    public void ReadRows(ReadOnlySpan<float> source, Span<float> values)
    {
        int columns = values.Length / this.Parameter.Rows;

        for (int row = 0; row < this.Parameter.Rows; row++)
        {
            source.Slice(_order.RowOf(row) * columns, columns).CopyTo(values[(row * columns)..]);
        }
    }

    /// <summary><see cref="ReadRows"/> turned round.</summary>
    public void WriteRows(ReadOnlySpan<float> values, Span<float> source)
    {
        int columns = values.Length / this.Parameter.Rows;

        for (int row = 0; row < this.Parameter.Rows; row++)
        {
            values.Slice(row * columns, columns).CopyTo(source[(_order.RowOf(row) * columns)..]);
        }
    }

    /// <summary>Writes it in the order of the tensor, into its part of that: reading turned round.</summary>
    public void Write(ReadOnlySpan<float> values, Span<float> source)
    {
        int columns = this.Parameter.Columns;
        (int start, int rowStride, int columnStride) = this.PlaceIn(source.Length);

        for (int row = 0; row < this.Parameter.Rows; row++)
        {
            int first = start + (_order.RowOf(row) * rowStride);

            for (int column = 0; column < columns; column++)
            {
                source[first + (column * columnStride)] = values[(row * columns) + column] - _rule.Added;
            }
        }
    }

    // An expert has its part of a tensor that has those of all.
    private (int Start, int RowStride, int ColumnStride) PlaceIn(int length)
    {
        int start = _experts == 0 ? 0 : this.Parameter.Expert * (length / _experts);

        return _rule.IsTransposed ? (start, 1, (int)_order.SourceRows) : (start, this.Parameter.Columns, 1);
    }

    private static ImmutableArray<long> ShapeOf(Parameter parameter, TensorRule rule, RowOrder order, ImageSettings? image) =>
        parameter.Shape.Length == 1 ? [order.SourceRows]
        : rule.IsPatchKernel ? [order.SourceRows, image!.Channels, image.Patch, image.Patch]
        : rule.IsTransposed ? [parameter.Columns, order.SourceRows]
        : [order.SourceRows, parameter.Columns];

    private void Check(WeightFiles weights, SafetensorsTensor tensor)
    {
        ReadOnlySpan<long> expected = this.SourceShape.AsSpan();

        // A buffer may have dimensions of 1 before its own, for the batch.
        ImmutableArray<long> shape = tensor.Shape.Length > expected.Length && tensor.Shape[..^expected.Length].All(static size => size == 1)
            ? tensor.Shape[^expected.Length..]
            : tensor.Shape;

        if (!shape.AsSpan().SequenceEqual(expected))
        {
            throw weights.Problem(
                tensor.Name, $"its shape is {tensor.ShapeText}; the configuration asks for [{string.Join(", ", this.SourceShape)}].");
        }

        if (tensor.Type is not (SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16))
        {
            throw weights.Problem(tensor.Name, $"its type is {tensor.Type}; F32, F16 and BF16 are read.");
        }
    }
}
