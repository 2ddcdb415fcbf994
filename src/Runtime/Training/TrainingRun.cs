using System.Threading;

namespace Weft;

/// <summary>
/// Training that happens while it is enumerated: each turn of a `foreach` is one step. Stopping early leaves the trainer after a whole
/// step.
/// </summary>
public readonly struct TrainingRun
{
    private readonly Trainer _trainer;
    private readonly IBatchSource _batches;
    private readonly long _steps;
    private readonly CancellationToken _cancellation;

    internal TrainingRun(Trainer trainer, IBatchSource batches, long steps, CancellationToken cancellation)
    {
        _trainer = trainer;
        _batches = batches;
        _steps = steps;
        _cancellation = cancellation;
    }

    /// <summary>Starts or goes on.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Takes one step at a time and allocates nothing.</summary>
    public struct Enumerator
    {
        private readonly TrainingRun _run;

        internal Enumerator(TrainingRun run)
        {
            _run = run;
        }

        /// <summary>The last step.</summary>
        public TrainingStep Current { get; private set; }

        /// <summary>Takes a step; false when all have been taken.</summary>
        /// <exception cref="System.OperationCanceledException">Cancelled; the steps so far are whole.</exception>
        /// <exception cref="NonFiniteGradientException">A gradient is infinite or NaN.</exception>
        public bool MoveNext()
        {
            if (_run._trainer.Step >= _run._steps)
            {
                return false;
            }

            _run._trainer.ThrowIfCancelled(_run._cancellation);
            this.Current = _run._trainer.TakeStep(_run._batches);

            return true;
        }
    }
}
