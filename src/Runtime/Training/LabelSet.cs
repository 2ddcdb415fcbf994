using System;
using System.Globalization;
using Weft.Shared;

namespace Weft;

/// <summary>
/// The labels of a batch, for each row that the model puts out: a class, or, where the loss compares with numbers, as many numbers as
/// the model has outputs.
/// </summary>
internal sealed class LabelSet
{
    private readonly ModelDescription _model;
    private readonly int[] _classes;
    private readonly float[] _numbers;

    public LabelSet(ModelDescription model)
    {
        int rows = model.IsPooled ? model.TrainingSequences : model.TrainingTokens;
        _model = model;
        this.Stride = (model.Outputs + Panels.Width - 1) / Panels.Width * Panels.Width;
        _classes = this.TakesNumbers ? [] : new int[rows];
        _numbers = this.TakesNumbers ? new float[rows * this.Stride] : [];
    }

    /// <summary>Whether labels are numbers.</summary>
    public bool TakesNumbers => _model.Loss != LossKind.CrossEntropy;

    /// <summary>Numbers from one row to the next: whole panels, padded with zeros.</summary>
    public int Stride { get; }

    /// <summary>Rows whose label is not ignored.</summary>
    public int Count { get; private set; }

    /// <summary>The classes of so many rows; none where labels are numbers.</summary>
    public ReadOnlySpan<int> Classes(int rows) => this.TakesNumbers ? [] : _classes.AsSpan(0, rows);

    /// <summary>The numbers of so many rows, padded; none where labels are classes.</summary>
    public ReadOnlySpan<float> Numbers(int rows) => this.TakesNumbers ? _numbers.AsSpan(0, rows * this.Stride) : [];

    public void Clear() => this.Count = 0;

    /// <summary>Adds the classes of rows from one on.</summary>
    public void Add(int row, ReadOnlySpan<int> labels)
    {
        labels.CopyTo(_classes.AsSpan(row));

        foreach (int label in labels)
        {
            this.Count += label >= 0 ? 1 : 0;
        }
    }

    /// <summary>Adds the numbers of rows from one on.</summary>
    public void Add(int row, ReadOnlySpan<float> labels)
    {
        for (int i = 0; i < labels.Length; i += _model.Outputs)
        {
            labels.Slice(i, _model.Outputs).CopyTo(_numbers.AsSpan(row++ * this.Stride));
            this.Count++;
        }
    }

    /// <summary>Checks the classes of a sequence.</summary>
    /// <exception cref="ArgumentException">The number of labels or a label is out of range, or labels are numbers.</exception>
    public void Check(int length, ReadOnlySpan<int> labels)
    {
        if (this.TakesNumbers)
        {
            throw new ArgumentException($"{_model.Name}: labels are floats, not classes, because its loss is {_model.Loss} (`loss`).");
        }

        if (_model.IsPooled ? labels.Length != 1 : labels.Length != length)
        {
            throw new ArgumentException(_model.IsPooled
                ? $"{_model.Name}: {labels.Length} labels for a sequence; it has one class."
                : $"{_model.Name}: {labels.Length} labels for {length} tokens.");
        }

        for (int position = 0; position < labels.Length; position++)
        {
            if (labels[position] >= _model.Outputs)
            {
                throw new ArgumentException(
                    $"{_model.Name}: label {labels[position]} at position {position}; labels are below {_model.Outputs}, " +
                    $"or negative to be ignored.");
            }
        }
    }

    /// <summary>Checks the numbers of a sequence.</summary>
    /// <exception cref="ArgumentException">The number of labels or a label is out of range, or labels are classes.</exception>
    public void Check(int length, ReadOnlySpan<float> labels)
    {
        if (!this.TakesNumbers)
        {
            throw new ArgumentException($"{_model.Name}: labels are classes, not floats, because its loss is {_model.Loss} (`loss`).");
        }

        int rows = _model.IsPooled ? 1 : length;

        if (labels.Length != rows * _model.Outputs)
        {
            throw new ArgumentException(
                $"{_model.Name}: {labels.Length} labels for {(_model.IsPooled ? "a sequence" : $"{length} tokens")}; " +
                $"{rows * _model.Outputs} are needed{(_model.IsPooled ? "" : $", {_model.Outputs} for each")}.");
        }

        for (int i = 0; i < labels.Length; i++)
        {
            bool isAllowed = _model.Loss == LossKind.BinaryCrossEntropy ? labels[i] is >= 0 and <= 1 : float.IsFinite(labels[i]);

            if (!isAllowed)
            {
                string allowed = _model.Loss == LossKind.BinaryCrossEntropy ? "labels are from 0 to 1" : "labels are finite numbers";

                throw new ArgumentException($"{_model.Name}: label {i} is {labels[i].ToString(CultureInfo.InvariantCulture)}; {allowed}.");
            }
        }
    }
}
