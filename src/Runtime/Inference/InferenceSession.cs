using System;
using System.Threading;

namespace Weft;

/// <summary>
/// Token by token decoding with key and value caches. The generated class runs one position; this class owns the snapshot of the
/// weights, the caches and the position. One thread uses it at a time.
/// </summary>
public abstract unsafe class InferenceSession : IParallelWork, IDisposable
{
    private readonly Workers _workers;
    private readonly Workers? _ownWorkers;
    private readonly int[] _tokens;
    private bool _disposed;

    /// <summary>Snapshots the weights and reserves the caches.</summary>
    /// <param name="model">The model to run; later changes of its parameters do not reach this session.</param>
    /// <param name="workers">The threads to run on, not disposed with the session; null for the calling thread alone.</param>
    /// <param name="stateFloats">Caches and activations.</param>
    protected InferenceSession(TransformerModel model, Workers? workers, nuint stateFloats)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.Description = model.Description;
        _ownWorkers = workers is null ? new Workers(1) : null;
        _workers = workers ?? _ownWorkers!;
        _tokens = new int[model.Description.MaxLength];
        this.Weights = new NativeArena(model.Description.ParameterFloats);
        this.Copies = new NativeArena(model.Description.InferenceCopyFloats);
        this.State = new NativeArena(stateFloats);
        Buffer.MemoryCopy(model.Parameters.Pointer, this.Weights.Pointer, this.Weights.Length * sizeof(float), model.Parameters.Length * sizeof(float));
        ParameterCopies.Refresh(model, this.Copies, _workers);
    }

    /// <summary>The model's constants.</summary>
    public ModelDescription Description { get; }

    /// <summary>Positions decoded since the last <see cref="Reset"/>.</summary>
    public int Position { get; private set; }

    /// <summary>The tokens of those positions.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, this.Position);

    /// <summary>The parameters, as they were when the session started.</summary>
    protected NativeArena Weights { get; }

    /// <summary>The leading part of the transposed copies that inference reads (a tied output projection).</summary>
    protected NativeArena Copies { get; }

    /// <summary>Caches and activations, at the literal offsets of the generated pass.</summary>
    protected NativeArena State { get; }

    /// <summary>The token of the pass under way; its position is <see cref="Position"/>.</summary>
    protected int Token { get; private set; }

    /// <summary>The logits of the last pass: contiguous, <see cref="ModelDescription.Outputs"/> floats.</summary>
    protected abstract float* Logits { get; }

    /// <summary>Decodes one token at the next position.</summary>
    /// <param name="token">The token's id.</param>
    /// <returns>The logits of the token after it; overwritten by the next call.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The id is not in the vocabulary.</exception>
    /// <exception cref="InvalidOperationException">The session is at the model's longest sequence; <see cref="Reset"/> starts a new one.</exception>
    public ReadOnlySpan<float> Feed(int token)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        this.CheckToken(token, nameof(token));

        if (this.Position == this.Description.MaxLength)
        {
            throw new InvalidOperationException($"{this.Description.Name}: the sequence has the model's longest length, {this.Description.MaxLength} tokens.");
        }

        this.Token = token;
        _workers.Run(this);
        _tokens[this.Position++] = token;

        return this.LastLogits;
    }

    /// <summary>Starts a new sequence.</summary>
    public void Reset() => this.Position = 0;

    /// <summary>Starts a new sequence with a prompt, and continues it while it is enumerated.</summary>
    /// <param name="prompt">At least one token, at most the model's longest sequence.</param>
    /// <param name="sampling">How to choose tokens.</param>
    /// <param name="count">The most tokens to generate.</param>
    /// <param name="stopToken">Ends the text when it is chosen, and is not part of it; null for none.</param>
    /// <param name="keep">
    /// What happens at the model's longest sequence: the last tokens, this many of them, become the prompt of a new sequence. The more, the
    /// longer the memory and the more often they are decoded anew; 0 to fail there instead.
    /// </param>
    /// <param name="cancellation">Looked at before every token.</param>
    /// <exception cref="ArgumentException">The prompt is empty, too long or has an id out of range, or a setting is out of its range.</exception>
    public Generation Generate(
        ReadOnlySpan<int> prompt, Sampling sampling, int count, int? stopToken = null, int keep = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sampling);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keep, this.Description.MaxLength);
        this.CheckPrompt(prompt);
        Sampler sampler = new(sampling, this.Description.Outputs);
        this.Reset();

        foreach (int token in prompt)
        {
            cancellation.ThrowIfCancellationRequested();
            _ = this.Feed(token);
        }

        return new Generation(this, sampler, count, stopToken, keep, cancellation);
    }

    /// <inheritdoc/>
    public abstract void Execute(Team team, int worker);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            this.Weights.Dispose();
            this.Copies.Dispose();
            this.State.Dispose();
            _ownWorkers?.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>The logits after the last token.</summary>
    internal ReadOnlySpan<float> LastLogits => new(this.Logits, this.Description.Outputs);

    /// <summary>Feeds a generated token; at the longest sequence, starts anew from the last tokens.</summary>
    internal void Continue(int token, int keep)
    {
        if (this.Position == this.Description.MaxLength && keep > 0)
        {
            // The new token is the last of those kept.
            Span<int> kept = _tokens.AsSpan(_tokens.Length - (keep - 1));
            this.Reset();

            foreach (int old in kept)
            {
                // Positions are written from the left, behind the ones still to be read.
                _ = this.Feed(old);
            }
        }

        _ = this.Feed(token);
    }

    private void CheckPrompt(ReadOnlySpan<int> prompt)
    {
        if (prompt.IsEmpty || prompt.Length > this.Description.MaxLength)
        {
            throw new ArgumentException($"{this.Description.Name}: a prompt of {prompt.Length} tokens; 1 to {this.Description.MaxLength} are allowed.", nameof(prompt));
        }

        foreach (int token in prompt)
        {
            this.CheckToken(token, nameof(prompt));
        }
    }

    private void CheckToken(int token, string argument)
    {
        if ((uint)token >= (uint)this.Description.TargetVocabulary)
        {
            throw new ArgumentOutOfRangeException(argument, token, $"{this.Description.Name}: token ids are 0 to {this.Description.TargetVocabulary - 1}.");
        }
    }
}
