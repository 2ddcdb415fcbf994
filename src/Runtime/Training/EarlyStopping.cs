using System;
using System.Globalization;

namespace Weft;

/// <summary>
/// Ends training that does not get better on a validation source, and keeps the best parameters (Prechelt, "Early stopping - but when?",
/// 1998). Patience and improvement are those of Keras' EarlyStopping; the best parameters are those of the best value, however little
/// better it was. A checkpoint of the trainer has all of it.
/// </summary>
public sealed unsafe class EarlyStopping : IDisposable
{
    private readonly Trainer _trainer;
    private readonly double _minimumImprovement;
    private readonly bool _higherIsBetter;
    private double _reference = double.NaN;

    /// <summary>Watches a trainer, which has one at a time.</summary>
    /// <param name="trainer">The trainer, which is not disposed with it.</param>
    /// <param name="patience">How many values in a row may bring no improvement before training ends, at least 1.</param>
    /// <param name="minimumImprovement">
    /// A value is an improvement where it is better than the last improvement by more than this; finite and not negative.
    /// </param>
    /// <param name="higherIsBetter">Whether a higher value is a better one, as of an accuracy; false for losses.</param>
    /// <exception cref="ArgumentOutOfRangeException">The patience or the improvement is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The trainer is watched already.</exception>
    /// <exception cref="OutOfMemoryException">The system has no room for a copy of the parameters that are trained.</exception>
    public EarlyStopping(Trainer trainer, int patience, double minimumImprovement = 0, bool higherIsBetter = false)
    {
        ArgumentNullException.ThrowIfNull(trainer);

        if (patience <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(patience), patience, "The patience is at least 1 value without improvement.");
        }

        if (minimumImprovement is not (>= 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(
                nameof(minimumImprovement), minimumImprovement, "The minimum improvement is finite and not negative.");
        }

        ModelDescription model = trainer.Session.Model.Description;

        if (trainer.Stopping is not null)
        {
            throw new InvalidOperationException($"{model.Name}: the trainer has an {nameof(EarlyStopping)} already; dispose it first.");
        }

        _trainer = trainer;
        _minimumImprovement = minimumImprovement;
        _higherIsBetter = higherIsBetter;
        this.Patience = patience;
        this.Parameters = new NativeArena(model.GradientFloats, $"{model.Name}: the best parameters");
        trainer.Stopping = this;
    }

    /// <summary>How many values in a row may bring no improvement.</summary>
    public int Patience { get; }

    /// <summary>The best value so far; NaN before the first.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>The updates after which it was reached.</summary>
    public long BestStep { get; private set; }

    /// <summary>How many values have come since the last improvement.</summary>
    public int WithoutImprovement { get; private set; }

    /// <summary>Whether the patience is over.</summary>
    public bool ShouldStop => this.WithoutImprovement >= this.Patience;

    /// <summary>The best values of the parameters that are trained, laid out like their gradients.</summary>
    internal NativeArena Parameters { get; }

    /// <summary>Takes a value of the parameters as they are now, and keeps these where they are the best so far.</summary>
    /// <param name="value">What is watched: the loss of <see cref="Trainer.Evaluate"/>, or a metric.</param>
    /// <returns>Whether it is the best so far.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a number.</exception>
    public bool Add(double value)
    {
        if (double.IsNaN(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), $"The value after step {_trainer.Step} is not a number.");
        }

        using SessionUse use = _trainer.Enter();
        using ArenaUse best = new(this.Parameters);
        bool isBest = double.IsNaN(this.Best) || this.Gain(value, this.Best) > 0;

        if (double.IsNaN(_reference) || this.Gain(value, _reference) > _minimumImprovement)
        {
            _reference = value;
            this.WithoutImprovement = 0;
        }
        else
        {
            this.WithoutImprovement++;
        }

        if (isBest)
        {
            this.Best = value;
            this.BestStep = _trainer.Step;
            this.Copy(static (model, best, bytes) => Buffer.MemoryCopy(model, best, bytes, bytes));
        }

        return isBest;
    }

    /// <summary>
    /// Gives the model its best parameters. The optimizer stays as it is: this is for the end of training.
    /// </summary>
    /// <exception cref="InvalidOperationException">There has been no value.</exception>
    public void RestoreBest()
    {
        if (double.IsNaN(this.Best))
        {
            throw new InvalidOperationException("There is no best to restore: no value has been added.");
        }

        using SessionUse use = _trainer.EnterTraining();
        this.Copy(static (model, best, bytes) => Buffer.MemoryCopy(best, model, bytes, bytes));
        _trainer.Session.Model.MarkParametersChanged();
    }

    /// <summary>Frees the copy of the parameters; the trainer goes on without it.</summary>
    public void Dispose()
    {
        this.Parameters.Dispose();

        if (_trainer.Stopping == this)
        {
            _trainer.Stopping = null;
        }
    }

    /// <summary>Its numbers as a text for a checkpoint.</summary>
    internal string Describe() => FormattableString.Invariant(
        $"{this.Best:R} {_reference:R} {this.BestStep} {this.WithoutImprovement}");

    /// <summary>Whether a text is what <see cref="Describe"/> gives.</summary>
    internal static bool CanRestore(string text) => TryParse(text, out _);

    /// <summary>Takes over the numbers of a checkpoint; none where it has none.</summary>
    internal void Restore(string text)
    {
        if (!TryParse(text, out (double Best, double Reference, long BestStep, int WithoutImprovement) state))
        {
            state = (double.NaN, double.NaN, 0, 0);
        }

        (this.Best, _reference, this.BestStep, this.WithoutImprovement) = state;
    }

    private static bool TryParse(string text, out (double Best, double Reference, long BestStep, int WithoutImprovement) state)
    {
        string[] parts = text.Split(' ');
        state = default;

        return parts.Length == 4
            && double.TryParse(parts[0], CultureInfo.InvariantCulture, out state.Best)
            && double.TryParse(parts[1], CultureInfo.InvariantCulture, out state.Reference)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out state.BestStep)
            && int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out state.WithoutImprovement);
    }

    private double Gain(double value, double other) => _higherIsBetter ? value - other : other - value;

    private void Copy(CopyBytes copy)
    {
        TransformerModel model = _trainer.Session.Model;
        using ArenaUse use = new(this.Parameters);

        foreach (ParameterInfo info in model.Description.Parameters)
        {
            if (info.IsTrained)
            {
                copy(
                    model.Parameters.Pointer + info.Offset, this.Parameters.Pointer + info.GradientOffset,
                    info.PaddedCount * sizeof(float));
            }
        }
    }

    private delegate void CopyBytes(float* model, float* best, long bytes);
}
