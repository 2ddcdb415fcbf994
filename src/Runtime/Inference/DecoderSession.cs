using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Weft;

/// <summary>
/// Decoding with key and value caches, or the states of recurrences: a prompt in few passes, then token by token. A session has slots,
/// <see cref="InferenceSession.SequenceCapacity"/> times <see cref="BeamCapacity"/> of them, each with its own and a position of its own;
/// the methods that name no slot use the first. What it returns for a token is the model's `output` at that position: scores of the token
/// after it, or of classes, values, or hidden states, of what was read so far.
/// </summary>
public abstract partial class DecoderSession : InferenceSession
{
    private readonly SlotCopy _copy;
    private readonly SlotCopy _blockCopy;
    private readonly RowWork _rows = new();
    private readonly int[] _tokens;
    private readonly int[] _lengths;
    private readonly bool[] _isFed;

    /// <inheritdoc cref="InferenceSession(TransformerModel, Workers, InferenceLayout)"/>
    protected DecoderSession(TransformerModel model, Workers? workers, InferenceLayout layout)
        : base(model, workers, layout)
    {
        _tokens = new int[layout.Slots * this.Description.MaxLength];
        _lengths = new int[layout.Slots];
        _isFed = new bool[layout.Slots];
        _copy = new SlotCopy(layout, this.State, ofBlocks: false);
        _blockCopy = new SlotCopy(layout, this.State, ofBlocks: true);
        this.Blocks = layout.BlockPositions == 0 ? null : new CacheBlocks(layout, this.Description.MaxLength);
        _runSlots = new int[layout.Slots];
        _runPositions = new int[layout.Slots];
        _runCounts = new int[layout.Slots];
        this.KeepsPositions = layout.States.All(static state => state.Runs.All(static run => run.Positions > 0));
    }

    /// <summary>Beams of each sequence: the spec's `inference.beam`.</summary>
    public int BeamCapacity => this.Layout.Beam;

    /// <summary>Slots: sequences times beams. Beam b of sequence s is slot s x <see cref="BeamCapacity"/> + b.</summary>
    public int SlotCapacity => this.Layout.Slots;

    /// <summary>The most tokens of a call of Feed for several slots: one for each slot, and the spec's `inference.draft`.</summary>
    public int RowCapacity => this.Layout.DecodedRows;

    /// <summary>Positions decoded in the first slot.</summary>
    public int Position => _lengths[0];

    /// <summary>The tokens of those positions.</summary>
    public ReadOnlySpan<int> Tokens => this.TokensOf(0);

    /// <summary>The tokens that a slot has decoded since it was reset.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public ReadOnlySpan<int> TokensOf(int slot)
    {
        this.CheckSlot(slot);

        return _tokens.AsSpan(slot * this.Description.MaxLength, _lengths[slot]);
    }

    /// <summary>The logits of a row of the last call of Feed; overwritten by the next.</summary>
    /// <param name="row">The index of the token in that call; 0 where it took one slot.</param>
    /// <returns><see cref="ModelDescription.Outputs"/> floats.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> LogitsOf(int row)
    {
        using SessionUse use = this.Enter();
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, this.RowCapacity);

        return this.LogitsOfRow(row);
    }

    /// <summary>Decodes one token at the first slot's next position.</summary>
    /// <param name="token">The token's id.</param>
    /// <returns>The logits of the token after it; overwritten by the next call.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    /// <exception cref="InvalidOperationException">
    /// The slot is at the model's longest sequence, or the caches are full; <see cref="Reset()"/> starts a new one.
    /// </exception>
    public ReadOnlySpan<float> Feed(int token)
    {
        using SessionUse use = this.Enter();
        this.Feed([0], [token]);

        return this.LogitsOfRow(0);
    }

    /// <summary>Decodes tokens at the first slot's next positions, many of them in a pass.</summary>
    /// <param name="tokens">At least one token.</param>
    /// <returns>The logits of the token after the last one; overwritten by the next call.</returns>
    /// <exception cref="ArgumentException">There is no token, or an id is not in the vocabulary; nothing has been decoded.</exception>
    /// <exception cref="InvalidOperationException">
    /// The slot has no room for as many before the model's longest sequence, or the caches have not; nothing has been decoded.
    /// </exception>
    public ReadOnlySpan<float> Feed(ReadOnlySpan<int> tokens)
    {
        using SessionUse use = this.Enter();
        this.Feed(0, tokens);

        return this.LogitsOfRow(0);
    }

    /// <summary>
    /// Decodes tokens at a slot's next positions, many of them in a pass; <see cref="LogitsOf"/> row 0 has the logits of the token after
    /// the last one.
    /// </summary>
    /// <param name="slot">The slot.</param>
    /// <param name="tokens">At least one token.</param>
    /// <param name="cancellation">Looked at before every pass; the slot keeps what was decoded by then, and there are no logits.</param>
    /// <exception cref="ArgumentException">
    /// There is no such slot or no token, or an id is not in the vocabulary; nothing has been decoded.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The slot has no room for as many before the model's longest sequence, or the caches have not, or its sequence has no source; nothing
    /// has been decoded.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Feed(int slot, ReadOnlySpan<int> tokens, CancellationToken cancellation = default)
    {
        using SessionUse use = this.Enter();
        this.CheckTokens(slot, tokens);
        this.Claim([slot], [tokens.Length]);
        int rows = this.Queue(slot, _lengths[slot], tokens[..^1], 0, cancellation);
        this.Flush(rows, cancellation);
        cancellation.ThrowIfCancellationRequested();
        this.Feed([slot], [tokens[^1]]);
    }

    /// <summary>
    /// Decodes a token in each of several slots, at its next position, or several, which leaves the same bits as one after another:
    /// <see cref="LogitsOf"/> has the logits after each.
    /// </summary>
    /// <param name="slots">The slot of each token; those of a slot stand together, in the order of their positions.</param>
    /// <param name="tokens">A token for each, at most <see cref="RowCapacity"/>.</param>
    /// <exception cref="ArgumentException">
    /// The numbers of slots and tokens differ, there are too many, a slot or an id is out of range, or the tokens of a slot stand apart, or
    /// there are several for a slot of a recurrent model; nothing has been decoded.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A slot has no room for as many before the model's longest sequence, or the caches have not; nothing has been decoded.
    /// </exception>
    public void Feed(ReadOnlySpan<int> slots, ReadOnlySpan<int> tokens)
    {
        using SessionUse use = this.Enter();
        this.CheckRows(slots, tokens);
        this.Claim(slots);

        for (int start = 0, end; start < slots.Length; start = end)
        {
            end = EndOfRun(slots, start);

            for (int row = start; row < end; row++)
            {
                this.SetRow(row, slots[row], tokens[row], _lengths[slots[row]] + row - start);
            }
        }

        this.RunDecoder(slots.Length);

        for (int row = 0; row < slots.Length; row++)
        {
            this.Append(slots[row], tokens[row], _lengths[slots[row]]);
        }
    }

    /// <summary>Starts a new sequence in every slot.</summary>
    public void Reset()
    {
        using SessionUse use = this.Enter();

        for (int slot = 0; slot < _lengths.Length; slot++)
        {
            this.SetLength(slot, 0);
        }
    }

    /// <summary>Starts a new sequence in one slot.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such slot.</exception>
    public void Reset(int slot)
    {
        using SessionUse use = this.Enter();
        this.CheckSlot(slot);
        this.SetLength(slot, 0);
    }

    /// <summary>Lets slots go on from what others have decoded. Blocks of the caches are theirs too then, and not copied.</summary>
    /// <param name="from">The slots to copy.</param>
    /// <param name="to">The slots that are overwritten, as many; none of them in <paramref name="from"/>, none twice.</param>
    /// <exception cref="ArgumentException">The numbers differ, a slot is out of range, or one would be read and overwritten.</exception>
    public void Copy(ReadOnlySpan<int> from, ReadOnlySpan<int> to)
    {
        using SessionUse use = this.Enter();

        if (from.Length != to.Length)
        {
            throw new ArgumentException(
                $"{from.Length} slots to copy and {to.Length} to overwrite; as many of each are needed.", nameof(to));
        }

        for (int i = 0; i < to.Length; i++)
        {
            this.CheckSlot(from[i]);
            this.CheckSlot(to[i]);

            if (from.Contains(to[i]) || to[..i].Contains(to[i]))
            {
                throw new ArgumentException($"Slot {to[i]} would be overwritten twice, or copied and overwritten at once.", nameof(to));
            }
        }

        for (int i = 0; i < to.Length; i++)
        {
            this.CopyTokens(from[i], to[i], _lengths[from[i]]);
            _runCounts[i] = _lengths[from[i]];
        }

        _copy.Run(this.Workers, from, to, _runCounts.AsSpan(0, to.Length));
    }

    /// <summary>
    /// Starts a new sequence with a prompt in the first slot, and continues it while it is enumerated. Until that has ended, the slot
    /// belongs to the text: where another call feeds it, resets it or copies to it, the next step of the enumeration is an error.
    /// </summary>
    /// <param name="prompt">At least one token, at most the model's longest sequence.</param>
    /// <param name="sampling">How to choose tokens.</param>
    /// <param name="count">The most tokens to generate.</param>
    /// <param name="stopToken">Ends the text when it is chosen, and is not part of it; null for none.</param>
    /// <param name="keep">
    /// What happens at the model's longest sequence: the last tokens, this many of them, become the prompt of a new sequence. The more, the
    /// longer the memory and the more often they are decoded anew; 0 to fail there instead.
    /// </param>
    /// <param name="drafter">
    /// Guesses tokens ahead, of which a pass verifies as many as the spec's `inference.draft` has room for; null for none. The tokens are
    /// the same, only <see cref="Tokens"/> may be ahead of them.
    /// </param>
    /// <param name="cancellation">Looked at before every pass.</param>
    /// <exception cref="ArgumentException">
    /// The prompt is empty, too long or has an id out of range, a setting is out of its range, or the drafter does not suit the session.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The first slot has no source, the caches are full, the logits are NaN, or the model's `output` is not the vocabulary.
    /// </exception>
    public Generation Generate(
        ReadOnlySpan<int> prompt,
        Sampling sampling,
        int count,
        int? stopToken = null,
        int keep = 0,
        Drafter? drafter = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sampling);
        this.CheckGenerates();
        drafter?.Check(this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keep, this.Description.MaxLength);
        using SessionUse use = this.Enter();
        this.CheckPrompt(prompt);
        Sampler sampler = new(sampling, this.Description.Outputs);
        sampler.Read(prompt);
        this.Reset(0);
        this.Feed(0, prompt, cancellation);

        return new Generation(new TextSteps(this, sampler, drafter, stopToken, keep), count, cancellation);
    }

    /// <summary>Continues several prompts at once; where there are more than sequences, groups of them one after another.</summary>
    /// <param name="prompts">The prompts, each of at least one token.</param>
    /// <param name="sampling">How to choose tokens; prompt p draws from the seed plus p.</param>
    /// <param name="count">The most tokens to generate for each.</param>
    /// <param name="stopToken">Ends a text when it is chosen, and is not part of it; null for none.</param>
    /// <param name="cancellation">Looked at before every pass.</param>
    /// <returns>
    /// What was generated for each prompt; shorter than <paramref name="count"/> at the stop token and at the model's longest sequence.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// A prompt is empty, too long or has an id out of range, or a setting is out of its range; nothing has been decoded.
    /// </exception>
    /// <exception cref="InvalidOperationException">The caches are full before all are done: fewer prompts at once take less.</exception>
    public IReadOnlyList<int[]> GenerateAll(
        IReadOnlyList<int[]> prompts, Sampling sampling, int count, int? stopToken = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using SessionUse use = this.Enter();
        this.CheckGenerates();
        this.CheckPrompts(prompts);

        return new BatchGenerator(this, sampling, count, stopToken).Run(prompts, cancellation);
    }

    /// <summary>Searches the most likely continuations of prompts with beams.</summary>
    /// <param name="prompts">
    /// The prompts, each of at least one token; where there are more than sequences, groups of them one after another.
    /// </param>
    /// <param name="search">How to search.</param>
    /// <param name="cancellation">Looked at before every pass.</param>
    /// <returns>For each prompt its best hypotheses, the best first.</returns>
    /// <exception cref="ArgumentException">
    /// A prompt is empty, too long or has an id out of range, or a setting is out of its range; nothing has been decoded.
    /// </exception>
    /// <exception cref="InvalidOperationException">The caches are full before all are done: fewer prompts at once take less.</exception>
    public IReadOnlyList<IReadOnlyList<Hypothesis>> Search(
        IReadOnlyList<int[]> prompts, BeamSearch search, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using SessionUse use = this.Enter();
        this.CheckGenerates();
        this.CheckPrompts(prompts);

        return new BeamSearcher(this, search).Run(prompts, cancellation);
    }

    /// <inheritdoc/>
    protected abstract override void Decode(in PassContext context);

    /// <inheritdoc/>
    protected abstract override void Prompt(in PassContext context);

    /// <summary>The logits of a row for what runs within a call of the session, on its threads.</summary>
    internal ReadOnlySpan<float> LogitsAt(int row) => this.LogitsOfRow(row);

    /// <summary>
    /// Does something with the logits of each row of the last pass, <see cref="LogitsAt"/>, side by side on the session's threads.
    /// </summary>
    internal void ForRows(int rows, Action<int> act)
    {
        using SessionUse use = this.Enter();
        _rows.Run(this.Workers, (long)rows * this.Description.Outputs, rows, act);
    }

    /// <summary>The logits after the first slot's last token.</summary>
    internal ReadOnlySpan<float> LastLogits => this.LogitsOfRow(0);

    /// <summary>How often the first slot has been fed, reset or overwritten: by which a text notices that another call did it.</summary>
    internal long Moves { get; private set; }

    /// <summary>Encodes what the sequences of a group translate; decoders have nothing to do.</summary>
    internal virtual void StartGroup(ReadOnlySpan<int> group)
    {
    }

    /// <summary>The order in which prompts are worked on: those of a group are of like lengths.</summary>
    internal virtual IEnumerable<int> Order(IReadOnlyList<int[]> prompts) =>
        Enumerable.Range(0, prompts.Count).OrderBy(prompt => prompts[prompt].Length);

    /// <summary>Before a generated token is fed: at the longest sequence, starts anew from the last tokens.</summary>
    /// <param name="keep">Tokens to keep, the new one among them; 0 for none, and an error where it is fed.</param>
    internal void MakeRoom(int keep)
    {
        if (this.Position == this.Description.MaxLength && keep > 0)
        {
            // The new token is the last of those kept.
            Span<int> kept = _tokens.AsSpan(this.Description.MaxLength - (keep - 1), keep - 1);
            this.Reset(0);
            this.Claim([0], [kept.Length]);

            // Positions are written from the left, behind the ones still to be read.
            this.Flush(this.Queue(0, 0, kept, 0, CancellationToken.None), CancellationToken.None);
        }
    }

    /// <summary>Whether a slot has something to look at; an encoder-decoder's needs an encoded source.</summary>
    private protected virtual void CheckReady(int slot)
    {
    }

    // The slot goes on from the first positions of another one.
    private void CopyTokens(int from, int to, int length)
    {
        this.TokensOf(from)[..length].CopyTo(_tokens.AsSpan(to * this.Description.MaxLength));
        this.Blocks?.Share(from, to, length);
        this.SetLength(to, length);
    }

    private void Append(int slot, int token, int position)
    {
        _tokens[(slot * this.Description.MaxLength) + position] = token;
        _lengths[slot] = position + 1;
        this.CountMove(slot);
    }

    // What is behind the length is given back.
    private void SetLength(int slot, int length)
    {
        _lengths[slot] = length;
        this.Blocks?.Trim(slot, length);
        this.CountMove(slot);
    }

    private void CountMove(int slot) => this.Moves += slot == 0 ? 1 : 0;
}
