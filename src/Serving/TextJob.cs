using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Channels;
using Weft.Tokenizers;

namespace Weft.Serving;

/// <summary>
/// A request and what has become of it. The engine's thread writes its parts, as many as the text has tokens, so that who reads slowly or
/// not at all holds up nobody.
/// </summary>
internal sealed class TextJob
{
    private readonly Sampler _sampler;
    private readonly StreamingText _text;
    private readonly IReadOnlySet<int> _ends;
    private readonly CancellationToken _cancellation;
    private readonly int _most;
    private readonly Channel<TextPart> _parts = Channel.CreateUnbounded<TextPart>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private volatile bool _isAbandoned;
    private int _fed;
    private int _last;
    private double _logProbability;
    private ImmutableArray<TokenProbability>? _alternatives;
    private ExceptionDispatchInfo? _problem;

    /// <param name="request">What is asked for.</param>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="ends">Tokens that end a text.</param>
    /// <param name="start">When it was asked for.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentException">Something is out of its range.</exception>
    public TextJob(
        TextRequest request,
        ModelDescription model,
        Tokenizer tokenizer,
        IReadOnlySet<int> ends,
        long start,
        CancellationToken cancellation)
    {
        request.Validate(model);
        this.Request = request;
        this.Prompt = [.. request.Prompt];
        this.Start = start;
        _sampler = new Sampler(request.Sampling, model.Outputs);
        _sampler.Read(this.Prompt);
        _text = new StreamingText(tokenizer, request.Stops, request.ContinuesPrompt ? this.Prompt[^1] : null);
        _ends = ends;
        _cancellation = cancellation;
        _most = Math.Min(request.MaxTokens, model.MaxLength - this.Prompt.Length + 1);
    }

    /// <summary>What is asked for.</summary>
    public TextRequest Request { get; }

    /// <summary>What the model reads first.</summary>
    public int[] Prompt { get; }

    /// <summary>When it was asked for.</summary>
    public long Start { get; }

    /// <summary>When its last token came; 0 before the first.</summary>
    public long LastToken { get; set; }

    /// <summary>Its slot in the session, while it has one.</summary>
    public int Slot { get; set; }

    /// <summary>What comes of it.</summary>
    public ChannelReader<TextPart> Parts => _parts.Reader;

    /// <summary>Tokens so far, the one that ended it not counted.</summary>
    public int Tokens { get; private set; }

    /// <summary>Whether nothing more comes.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsCancelled => _isAbandoned || _cancellation.IsCancellationRequested;

    /// <summary>Tokens of the prompt that have been read as such, or need not be.</summary>
    public int Fed => _fed;

    /// <summary>Tokens of the prompt that are still to be read before the last one, which is decoded with those of other texts.</summary>
    public int Unread => Math.Max(0, this.Prompt.Length - 1 - _fed);

    /// <summary>The token that is decoded next: the prompt's last one, or what was chosen last.</summary>
    public int Next => this.Tokens == 0 ? this.Prompt[^1] : _last;

    /// <summary>Says that nobody reads on.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Passes over tokens of the prompt that its slot has already.</summary>
    public void Skip(int count) => _fed = count;

    /// <summary>Takes the next tokens of the prompt.</summary>
    public ReadOnlySpan<int> Read(int count)
    {
        _fed += count;

        return this.Prompt.AsSpan(_fed - count, count);
    }

    /// <summary>Chooses a token, while other texts choose theirs.</summary>
    /// <param name="logits">What the model makes of the tokens so far.</param>
    public void Choose(ReadOnlySpan<float> logits)
    {
        try
        {
            _last = _sampler.Next(logits);

            if (this.Request.Alternatives is int count)
            {
                double normalizer = LogProbabilities.Normalizer(logits);
                _logProbability = logits[_last] - normalizer;
                _alternatives = LogProbabilities.Best(logits, normalizer, count);
            }
        }
        catch (InvalidOperationException problem)
        {
            // The others have done nothing wrong.
            _problem = ExceptionDispatchInfo.Capture(problem);
        }
    }

    /// <summary>Writes what has been chosen.</summary>
    /// <exception cref="InvalidOperationException">The logits were no numbers.</exception>
    public void Write()
    {
        _problem?.Throw();

        if (_ends.Contains(_last))
        {
            this.Finish(FinishReason.Stop);

            return;
        }

        this.Tokens++;
        this.Write(this.PartOf(_last));

        if (_text.HasStopped || this.Tokens == _most)
        {
            this.Finish(_text.HasStopped ? FinishReason.Stop : FinishReason.Length);
        }
    }

    /// <summary>Ends it without a text.</summary>
    public void Fail(Exception exception)
    {
        this.HasEnded = true;
        _ = _parts.Writer.TryComplete(exception);
    }

    /// <summary>Ends it because nobody waits.</summary>
    public void Cancel() => this.Fail(new OperationCanceledException(_cancellation));

    /// <summary>Why it ended; null where it has not, or where it failed.</summary>
    public FinishReason? Reason { get; private set; }

    private void Finish(FinishReason reason)
    {
        this.Reason = reason;
        this.HasEnded = true;
        this.Write(new TextPart { Text = _text.End(), FinishReason = reason });
        _ = _parts.Writer.TryComplete();
    }

    private TextPart PartOf(int token)
    {
        TextPart part = new() { Text = _text.Add(token), Token = token };

        return _alternatives is ImmutableArray<TokenProbability> alternatives
            ? part with { LogProbability = _logProbability, Alternatives = alternatives }
            : part;
    }

    // The channel has no bound of its own: the text's is one.
    private void Write(TextPart part) => _ = _parts.Writer.TryWrite(part);
}
