using System.Threading;

namespace Weft;

/// <summary>Text that is generated while it is enumerated, one token each turn of a `foreach`; it is enumerated once.</summary>
public readonly struct Generation
{
    private readonly DecoderSession _session;
    private readonly Sampler _sampler;
    private readonly int _count;
    private readonly int? _stopToken;
    private readonly int _keep;
    private readonly CancellationToken _cancellation;
    private readonly int _first;
    private readonly long _moves;

    internal Generation(DecoderSession session, Sampler sampler, int count, int? stopToken, int keep, CancellationToken cancellation)
    {
        _session = session;
        _sampler = sampler;
        _count = count;
        _stopToken = stopToken;
        _keep = keep;
        _cancellation = cancellation;

        // At once: the next pass over any slot overwrites the logits of the prompt.
        _first = count > 0 ? sampler.Next(session.LastLogits) : 0;
        _moves = session.Moves;
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

            if (token == _generation._stopToken)
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
            using SessionUse use = _generation._session.Enter();
            _generation._session.CheckMoves(_moves);

            if (_generated == 0)
            {
                return _generation._first;
            }

            _generation._session.Continue(this.Current, _generation._keep);
            _moves = _generation._session.Moves;

            return _generation._sampler.Next(_generation._session.LastLogits);
        }
    }
}
