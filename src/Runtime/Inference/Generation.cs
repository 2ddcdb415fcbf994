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

    internal Generation(DecoderSession session, Sampler sampler, int count, int? stopToken, int keep, CancellationToken cancellation)
    {
        _session = session;
        _sampler = sampler;
        _count = count;
        _stopToken = stopToken;
        _keep = keep;
        _cancellation = cancellation;
    }

    /// <summary>Starts generating.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Generates one token at a time and allocates nothing.</summary>
    public struct Enumerator
    {
        private readonly Generation _generation;
        private int _generated;

        internal Enumerator(Generation generation)
        {
            _generation = generation;
        }

        /// <summary>The last token.</summary>
        public int Current { get; private set; }

        /// <summary>Chooses a token; false at the end of the text.</summary>
        /// <exception cref="System.InvalidOperationException">The model's longest sequence has been reached and nothing is to be kept of it, or the logits are no numbers.</exception>
        /// <exception cref="System.OperationCanceledException">Cancelled.</exception>
        public bool MoveNext()
        {
            if (_generated == _generation._count)
            {
                return false;
            }

            _generation._cancellation.ThrowIfCancellationRequested();

            // A token is decoded only when another one is to follow it.
            if (_generated > 0)
            {
                _generation._session.Continue(this.Current, _generation._keep);
            }

            int token = _generation._sampler.Next(_generation._session.LastLogits);

            if (token == _generation._stopToken)
            {
                _generated = _generation._count;

                return false;
            }

            this.Current = token;
            _generated++;

            return true;
        }
    }
}
