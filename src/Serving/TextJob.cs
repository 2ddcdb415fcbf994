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
    private readonly SchemaMatcher? _schema;
    private readonly List<Choice> _choices = [];
    private readonly Channel<TextPart> _parts = Channel.CreateUnbounded<TextPart>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private volatile bool _isAbandoned;
    private int _fed;
    private int _written;
    private DraftedText? _draft;
    private ExceptionDispatchInfo? _problem;

    /// <param name="request">What is asked for.</param>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="texts">The text of every token, for those that must have a form.</param>
    /// <param name="ends">Tokens that end a text.</param>
    /// <param name="start">When it was asked for.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentException">Something is out of its range.</exception>
    public TextJob(
        TextRequest request,
        ModelDescription model,
        Tokenizer tokenizer,
        Lazy<string[]> texts,
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
        _schema = request.Schema is JsonSchema schema ? new SchemaMatcher(schema.Automaton, texts.Value, ends, model.Outputs) : null;
        _cancellation = cancellation;
        _most = Math.Min(request.MaxTokens, model.MaxLength - this.Prompt.Length + 1);
    }

    /// <summary>What is asked for.</summary>
    public TextRequest Request { get; }

    /// <summary>What the model reads first.</summary>
    public int[] Prompt { get; }

    /// <summary>The most tokens that come of it.</summary>
    public int MostTokens => _most;

    /// <summary>The most positions that it takes: its last token is decoded no more.</summary>
    public int MostPositions => this.Prompt.Length + _most - 1;

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

    /// <summary>The first of its rows in a pass.</summary>
    public int Row { get; set; }

    /// <summary>Whether tokens were chosen that are not written.</summary>
    public bool HasChoices => !this.HasEnded && _written < _choices.Count + (_problem is null ? 0 : 1);

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

    /// <summary>Makes it ready for its next pass: what it decodes, and how many tokens behind that may be guessed.</summary>
    /// <param name="session">The session.</param>
    /// <param name="drafter">What guesses; null for nothing.</param>
    /// <param name="room">Places for guesses.</param>
    public DraftedText Prepare(DecoderSession session, Drafter? drafter, int room)
    {
        _draft ??= new DraftedText(session, _sampler, drafter) { Slot = this.Slot, Next = this.Prompt[^1] };
        _draft.Clear(Math.Min(room, _most - this.Tokens - 1));

        return _draft;
    }

    /// <summary>Chooses tokens, as long as they are what was guessed, while other texts choose theirs.</summary>
    /// <param name="session">The session, which has decoded its rows.</param>
    public void Choose(DecoderSession session)
    {
        (_written, bool goesOn) = (0, true);
        _choices.Clear();

        try
        {
            while (goesOn)
            {
                int row = _choices.Count;
                _choices.Add(this.ChoiceOf(session.LogitsAt(this.Row + row)));
                goesOn = !this.IsLast(_choices[row]) && _draft!.IsRight(row, _choices[row].Token);
            }
        }
        catch (InvalidOperationException problem)
        {
            // The others have done nothing wrong.
            _problem = ExceptionDispatchInfo.Capture(problem);
        }
    }

    /// <summary>Takes back what was guessed wrongly.</summary>
    /// <returns>How many tokens were guessed, and how many of them rightly.</returns>
    public (int Drafted, int Right) Settle()
    {
        int drafted = _draft!.Guesses.Length;
        int right = _problem is null ? _choices.Count - 1 : _choices.Count;
        _draft.Settle(right);
        _draft.Next = _choices.Count == 0 ? _draft.Next : _choices[^1].Token;

        return (drafted, right);
    }

    /// <summary>Writes the next token that has been chosen.</summary>
    /// <exception cref="InvalidOperationException">The logits were no numbers.</exception>
    public void Write()
    {
        if (_written == _choices.Count)
        {
            _problem!.Throw();
        }

        Choice choice = _choices[_written++];

        if (_ends.Contains(choice.Token))
        {
            this.Finish(FinishReason.Stop);

            return;
        }

        this.Tokens++;
        this.Write(this.PartOf(choice));

        if (_text.HasStopped || choice.IsWhole || this.Tokens == _most)
        {
            this.Finish(_text.HasStopped || choice.IsWhole ? FinishReason.Stop : FinishReason.Length);
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

    private Choice ChoiceOf(ReadOnlySpan<float> logits)
    {
        int token = _sampler.Next(logits, _schema is null ? [] : _schema.Allowed);
        _schema?.Take(token);
        Choice choice = new(token, _schema?.IsDone == true);

        if (this.Request.Alternatives is not int count)
        {
            return choice;
        }

        double normalizer = LogProbabilities.Normalizer(logits);

        return choice with { LogProbability = logits[token] - normalizer, Alternatives = LogProbabilities.Best(logits, normalizer, count) };
    }

    private bool IsLast(Choice choice) => choice.IsWhole || _ends.Contains(choice.Token);

    private TextPart PartOf(Choice choice)
    {
        TextPart part = new() { Text = _text.Add(choice.Token), Token = choice.Token };

        return choice.Alternatives is ImmutableArray<TokenProbability> alternatives
            ? part with { LogProbability = choice.LogProbability, Alternatives = alternatives }
            : part;
    }

    // The channel has no bound of its own: the text's is one.
    private void Write(TextPart part) => _ = _parts.Writer.TryWrite(part);

    // A token that was chosen, and whether nothing may follow it; its probability where it was asked for.
    private readonly record struct Choice(int Token, bool IsWhole)
    {
        public double LogProbability { get; init; }

        public ImmutableArray<TokenProbability>? Alternatives { get; init; }
    }
}
