using System.Threading;

namespace Weft;

/// <summary>Text that is generated while it is enumerated, one token each turn of a `foreach`; it is enumerated once.</summary>
public readonly struct Generation
{
    private readonly TextSteps _steps;
    private readonly int _count;
    private readonly CancellationToken _cancellation;
    private readonly int _first;
    private readonly long _moves;

    internal Generation(TextSteps steps, int count, CancellationToken cancellation)
    {
        _steps = steps;
        _count = count;
        _cancellation = cancellation;

        // At once: the next pass over any slot overwrites the logits of the prompt.
        _first = count > 0 ? steps.First() : 0;
        _moves = steps.Session.Moves;
    }

    /// <summary>Starts generating.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Generates one token at a time and allocates nothing.</summary>
    public struct Enumerator
    {
        private readonly Generation _generation;
        private int _generated;
        private long _moves;

        internal Enumerator(Generation generation)
        {
            _generation = generation;
            _moves = generation._moves;
        }

        /// <summary>The last token.</summary>
        public int Current { get; private set; }

        /// <summary>Chooses a token; false at the end of the text.</summary>
        /// <exception cref="System.InvalidOperationException">
        /// The model's longest sequence has been reached and nothing is to be kept of it, the logits are NaN, or another call has
        /// moved the session's first slot since the last token.
        /// </exception>
        /// <exception cref="System.OperationCanceledException">Cancelled.</exception>
        public bool MoveNext()
        {
            if (_generated == _generation._count)
            {
                return false;
            }

            _generation._cancellation.ThrowIfCancellationRequested();
            int token = this.Next();

            if (token == _generation._steps.StopToken)
            {
                _generated = _generation._count;

                return false;
            }

            this.Current = token;
            _generated++;

            return true;
        }

        // A token is decoded only when another one is to follow it.
        private int Next()
        {
            TextSteps steps = _generation._steps;
            using SessionUse use = steps.Session.Enter();
            steps.Session.CheckMoves(_moves);

            if (_generated == 0)
            {
                return _generation._first;
            }

            int token = steps.Next(this.Current, _generation._count - _generated);
            _moves = steps.Session.Moves;

            return token;
        }
    }
}
