using System;
using System.Runtime.ExceptionServices;

namespace Weft;

/// <summary>The tokens of a text in the first slot of a session: a pass for each, or for as many as were guessed.</summary>
internal sealed class TextSteps
{
    private readonly DecoderSession _session;
    private readonly Sampler _sampler;
    private readonly Drafter? _drafter;
    private readonly int? _stopToken;
    private readonly int _keep;
    private readonly DraftedText _text;
    private readonly DraftedText[] _texts;
    private readonly int[] _slots;
    private readonly int[] _rows;
    private readonly int[] _chosen;
    private int _count;
    private int _taken;
    private ExceptionDispatchInfo? _problem;

    /// <param name="session">The session, which has read the prompt.</param>
    /// <param name="sampler">What chooses tokens.</param>
    /// <param name="drafter">What guesses them, and suits the session; null for nothing.</param>
    /// <param name="stopToken">Ends the text.</param>
    /// <param name="keep">Tokens that are kept at the longest sequence.</param>
    public TextSteps(DecoderSession session, Sampler sampler, Drafter? drafter, int? stopToken, int keep)
    {
        _session = session;
        _sampler = sampler;
        _drafter = drafter;
        _stopToken = stopToken;
        _keep = keep;
        _text = new DraftedText(session, sampler, drafter);
        _texts = [_text];
        int most = drafter is null ? 1 : session.RowCapacity;
        _slots = new int[most];
        _rows = new int[most];
        _chosen = new int[most];
    }

    /// <summary>The session.</summary>
    public DecoderSession Session => _session;

    /// <summary>The token that ends the text; null for none.</summary>
    public int? StopToken => _stopToken;

    /// <summary>Chooses the token behind the prompt.</summary>
    public int First() => _sampler.Next(_session.LastLogits);

    /// <summary>The next token.</summary>
    /// <param name="last">The one before it.</param>
    /// <param name="left">How many are to come, this one included.</param>
    public int Next(int last, int left)
    {
        if (_taken == _count)
        {
            _problem?.Throw();
            this.Decode(last, left - 1);
        }

        return _chosen[_taken++];
    }

    private void Decode(int last, int left)
    {
        _session.MakeRoom(_keep);
        _text.Next = last;

        // At the longest sequence there is no next position, which is an error of the pass.
        if (_drafter is not null && _session.Position < _session.Description.MaxLength)
        {
            _text.Clear(left);
            _drafter.Draft(_texts);
        }

        ReadOnlySpan<int> guesses = _text.Guesses;
        _rows[0] = last;
        guesses.CopyTo(_rows.AsSpan(1));
        _session.Feed(_slots.AsSpan(0, guesses.Length + 1), _rows.AsSpan(0, guesses.Length + 1));
        this.Choose();
        _text.Settle(_problem is null ? _count - 1 : _count);
    }

    // As long as what was guessed is chosen. Logits that are no numbers are an error behind what was chosen before.
    private void Choose()
    {
        (_count, _taken) = (0, 0);
        bool goesOn = true;

        while (goesOn)
        {
            try
            {
                int token = _sampler.Next(_session.LogitsAt(_count));
                goesOn = token != _stopToken && _text.IsRight(_count, token);
                _chosen[_count++] = token;
            }
            catch (InvalidOperationException problem) when (_count > 0)
            {
                _problem = ExceptionDispatchInfo.Capture(problem);
                goesOn = false;
            }
        }
    }
}
