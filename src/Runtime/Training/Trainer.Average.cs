using System;

namespace Weft;

public abstract partial class Trainer
{
    /// <summary>
    /// Gives the model the moving average of its parameters until what is returned is disposed: to evaluate it, to save it, to start a
    /// session with it. What is frozen stays as it is. Training goes on afterwards with the bits that it would have had. Of several ranks
    /// all call this.
    /// </summary>
    /// <returns>Gives the parameters in training back when it is disposed.</returns>
    /// <exception cref="InvalidOperationException">
    /// <see cref="TrainerOptions.AverageDecay"/> is not set, or the average is in use already.
    /// </exception>
    public IDisposable UseAverage()
    {
        if (_optimizer.Average is null)
        {
            throw new InvalidOperationException(
                $"{_session.Model.Description.Name}: the trainer keeps no average; set {nameof(TrainerOptions.AverageDecay)}.");
        }

        using SessionUse use = this.EnterTraining();
        _optimizer.ExchangeAverage();

        return new AverageUse(this);
    }

    /// <summary>Takes the trainer for a call that needs the parameters in training.</summary>
    internal SessionUse EnterTraining()
    {
        SessionUse use = this.Enter();

        if (_optimizer.Average is not { IsInUse: true })
        {
            return use;
        }

        use.Dispose();

        throw new InvalidOperationException(
            $"{_session.Model.Description.Name}: the model has the average of its parameters; dispose what {nameof(this.UseAverage)} " +
            "returned to go on training.");
    }

    private static void CheckAverage(TrainerOptions options)
    {
        if (options.AverageDecay is not (null or (> 0 and < 1)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(TrainerOptions.AverageDecay), options.AverageDecay, "The decay of the average is above 0 and below 1.");
        }
    }

    private void EndAverage()
    {
        if (_optimizer.Average is { IsInUse: true })
        {
            using SessionUse use = this.Enter();
            _optimizer.ExchangeAverage();
        }
    }

    private sealed class AverageUse(Trainer trainer) : IDisposable
    {
        private Trainer? _trainer = trainer;

        public void Dispose()
        {
            _trainer?.EndAverage();
            _trainer = null;
        }
    }
}
