using System;

namespace Weft;

/// <summary>
/// Accuracy and F1 of predicted classes, counted over any number of batches; the values are those of scikit-learn's accuracy_score and
/// f1_score. Rows have one class each, or each any number of labels of which each is predicted by itself.
/// </summary>
public sealed class ClassificationScore
{
    private readonly long[] _hits;
    private readonly long[] _predicted;
    private readonly long[] _expected;
    private long _rightRows;
    private bool _hasLabels;

    /// <summary>Nothing has been counted.</summary>
    /// <param name="classes">The number of classes or of labels, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is not positive.</exception>
    public ClassificationScore(int classes)
    {
        if (classes <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(classes), classes, "There is at least 1 class.");
        }

        _hits = new long[classes];
        _predicted = new long[classes];
        _expected = new long[classes];
    }

    /// <summary>The number of classes.</summary>
    public int Classes => _hits.Length;

    /// <summary>Rows counted so far.</summary>
    public long Count { get; private set; }

    /// <summary>The share of rows that are right, of rows of labels those with every label right; NaN before the first row.</summary>
    public double Accuracy => (double)_rightRows / this.Count;

    /// <summary>
    /// The mean of every class's <see cref="F1"/>, each as important as the others: classes that are neither expected nor predicted
    /// anywhere are left out, labels are not. NaN before the first row.
    /// </summary>
    public double MacroF1
    {
        get
        {
            double sum = 0;
            int classes = 0;

            for (int index = 0; index < this.Classes; index++)
            {
                if (_hasLabels || _expected[index] + _predicted[index] > 0)
                {
                    sum += this.F1(index);
                    classes++;
                }
            }

            return sum / classes;
        }
    }

    /// <summary>
    /// F1 of all classes counted together, each row as important as the others: <see cref="Accuracy"/> where rows have one class. 0 where
    /// no label is expected or predicted; NaN before the first row.
    /// </summary>
    public double MicroF1
    {
        get
        {
            (long hits, long predicted, long expected) = (0, 0, 0);

            for (int index = 0; index < this.Classes; index++)
            {
                hits += _hits[index];
                predicted += _predicted[index];
                expected += _expected[index];
            }

            return this.Count == 0 ? double.NaN : Share(2 * hits, predicted + expected);
        }
    }

    /// <summary>Rows of a class that are predicted as such; 0 where there are none.</summary>
    /// <param name="index">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Recall(int index) => Share(_hits[this.Check(index, nameof(index))], _expected[index]);

    /// <summary>Rows predicted as a class that are of it; 0 where there are none.</summary>
    /// <param name="index">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double Precision(int index) => Share(_hits[this.Check(index, nameof(index))], _predicted[index]);

    /// <summary>
    /// The harmonic mean of <see cref="Precision"/> and <see cref="Recall"/>: of class 1 the F1 of a binary classifier. 0 where the class
    /// is neither expected nor predicted.
    /// </summary>
    /// <param name="index">The class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double F1(int index) => Share(2 * _hits[this.Check(index, nameof(index))], _predicted[index] + _expected[index]);

    /// <summary>Counts a row of one class.</summary>
    /// <param name="label">The class it is of; a negative one is ignored.</param>
    /// <param name="prediction">The predicted class.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    /// <exception cref="InvalidOperationException">Rows of labels have been counted.</exception>
    public void Add(int label, int prediction)
    {
        _ = this.Check(prediction, nameof(prediction));

        if (label < 0)
        {
            return;
        }

        _ = this.Check(label, nameof(label));
        this.Begin(hasLabels: false);
        _expected[label]++;
        _predicted[prediction]++;
        _hits[label] += label == prediction ? 1 : 0;
        _rightRows += label == prediction ? 1 : 0;
    }

    /// <summary>Counts rows of one class each; the prediction is the class with the highest score, the first of several.</summary>
    /// <param name="labels">The class of each row; negative ones are ignored.</param>
    /// <param name="scores">[rows, classes], such as the logits of <see cref="TrainingSession.ComputeLogits"/>.</param>
    /// <exception cref="ArgumentException">
    /// There are more or fewer scores, a score is not a number, or a label is no class; nothing has been counted.
    /// </exception>
    /// <exception cref="InvalidOperationException">Rows of labels have been counted.</exception>
    public void Add(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores)
    {
        if (scores.Length != (long)labels.Length * this.Classes)
        {
            throw new ArgumentException(
                $"{labels.Length} rows of {this.Classes} classes have {(long)labels.Length * this.Classes} scores; " +
                $"{scores.Length} were given.",
                nameof(scores));
        }

        for (int row = 0; row < labels.Length; row++)
        {
            this.CheckRow(row, labels[row], scores.Slice(row * this.Classes, this.Classes));
        }

        for (int row = 0; row < labels.Length; row++)
        {
            this.Add(labels[row], Highest(scores.Slice(row * this.Classes, this.Classes)));
        }
    }

    /// <summary>Counts a row of which any number of labels may be right.</summary>
    /// <param name="labels">For each label whether the row has it.</param>
    /// <param name="predictions">For each label whether it is predicted, as where its logit is above 0.</param>
    /// <exception cref="ArgumentException">There are more or fewer labels than classes.</exception>
    /// <exception cref="InvalidOperationException">Rows of one class have been counted.</exception>
    public void Add(ReadOnlySpan<bool> labels, ReadOnlySpan<bool> predictions)
    {
        if (labels.Length != this.Classes || predictions.Length != this.Classes)
        {
            throw new ArgumentException(
                $"A row has {this.Classes} labels and as many predictions; {labels.Length} and {predictions.Length} were given.");
        }

        this.Begin(hasLabels: true);

        for (int index = 0; index < this.Classes; index++)
        {
            _expected[index] += labels[index] ? 1 : 0;
            _predicted[index] += predictions[index] ? 1 : 0;
            _hits[index] += labels[index] && predictions[index] ? 1 : 0;
        }

        _rightRows += labels.SequenceEqual(predictions) ? 1 : 0;
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private static int Highest(ReadOnlySpan<float> scores)
    {
        int highest = 0;

        for (int index = 1; index < scores.Length; index++)
        {
            highest = scores[index] > scores[highest] ? index : highest;
        }

        return highest;
    }

    private void Begin(bool hasLabels)
    {
        if (this.Count > 0 && _hasLabels != hasLabels)
        {
            throw new InvalidOperationException("Rows of one class and rows of several labels are counted apart.");
        }

        _hasLabels = hasLabels;
        this.Count++;
    }

    private void CheckRow(int row, int label, ReadOnlySpan<float> scores)
    {
        if (label >= this.Classes)
        {
            throw new ArgumentException($"Row {row} has the label {label}; the classes are 0 to {this.Classes - 1}.");
        }

        foreach (float score in scores)
        {
            if (float.IsNaN(score))
            {
                throw new ArgumentException($"Row {row} has a score that is not a number.");
            }
        }
    }

    private int Check(int index, string name) => index >= 0 && index < this.Classes
        ? index
        : throw new ArgumentOutOfRangeException(name, index, $"The classes are 0 to {this.Classes - 1}.");
}
