using System;
using System.Collections.Generic;

namespace Weft;

/// <summary>
/// A model at work: a snapshot of its weights, and the arenas of the generated passes. One thread uses it at a time; its
/// passes allocate nothing.
/// </summary>
public abstract unsafe partial class InferenceSession : IParallelWork, IDisposable
{
    // Before passes have been timed, a phase has a thread for every 1,024 weights beyond 8,192, and one at least. Two
    // threads gain 4 % in phases of 6,000 weights and 20 % in those of 28,000, but lose half where their caches are far apart.
    private const long BarrierWeights = 8192;
    private const long ThreadWeights = 1024;

    private readonly Workers _alone = new(1);
    private readonly TunedRuns _decoding;
    private readonly TunedRuns? _encoding;
    private readonly TunedRuns? _prompting;
    private readonly int[] _rowTokens;
    private readonly int[] _rowPositions;
    private readonly int[] _rowSlots;
    private readonly int[] _runStarts;
    private readonly int[] _runLengths;
    private readonly float[] _pixels;
    private readonly NativeArena[] _arenas;
    private int _runs;
    private int _rows;
    private SessionPass _pass;
    private int _user;
    private bool _disposed;

    /// <summary>Snapshots the weights and reserves the arenas.</summary>
    /// <exception cref="InvalidOperationException">
    /// The weights cannot be stored as `inference.weights` asks: one is infinite or NaN.
    /// </exception>
    /// <exception cref="OutOfMemoryException">The system has no memory for an arena; the message says for which.</exception>
    /// <param name="model">The model to run; later changes of its parameters do not reach this session.</param>
    /// <param name="workers">
    /// The threads to run on, as many as prove fastest for a pass; not disposed with the session. Null for the calling thread alone.
    /// </param>
    /// <param name="layout">The arenas.</param>
    private protected InferenceSession(TransformerModel model, Workers? workers, InferenceLayout layout)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layout);
        ModelDescription description = model.Description;
        this.Description = description;
        this.Layout = layout;
        this.Workers = workers ?? _alone;
        bool encodes = description.HasEncoder;
        _pixels = new float[layout.Sequences * description.ImageFloats];
        this.Source = new SequenceSet(encodes ? layout.Sequences : 0, encodes ? layout.Sequences * description.MaxLength : 0);
        _decoding = new TunedRuns(this.Workers, _alone, Math.Max(layout.DecodedRows, 1), this.ThreadsOf);
        _encoding = encodes ? new TunedRuns(this.Workers, _alone, layout.Sequences * description.MaxLength, _ => this.Workers.Count) : null;
        _prompting = layout.PromptRows > 0 ? new TunedRuns(this.Workers, _alone, layout.PromptRows, this.ThreadsOf) : null;
        int rows = Math.Max(layout.DecodedRows, layout.PromptRows);
        _rowTokens = new int[rows];
        _rowPositions = new int[rows];
        _rowSlots = new int[rows];
        _runStarts = new int[rows];
        _runLengths = new int[rows];
        string name = $"{description.Name}: the";

        try
        {
            PackedWeights? packed = model.Packed;
            this.Weights = packed?.MapWeights() ?? new NativeArena(layout.WeightFloats, $"{name} weights of a session");
            this.Copies = packed?.MapCopies() ?? new NativeArena(layout.CopyFloats, $"{name} transposed weights of a session");
            this.State = new NativeArena(layout.StateFloats, $"{name} caches and activations of a session");
            this.Scratch = new NativeArena(layout.ScratchFloats * (nuint)this.Workers.Count, $"{name} temporaries of a session");
            _arenas = [this.Weights, this.Copies, this.State, this.Scratch];

            if (packed is null)
            {
                WeightSnapshot.Write(model, layout.Weights, this.Weights, this.Copies, this.Workers);
            }
        }
        catch
        {
            this.Dispose();

            throw;
        }
    }

    /// <summary>The model's constants.</summary>
    public ModelDescription Description { get; }

    /// <summary>Sequences that the session works on at once: the spec's `inference.sequences`.</summary>
    public int SequenceCapacity => this.Layout.Sequences;

    /// <summary>Bytes of every arena of this session, the snapshot of the weights included.</summary>
    public long ArenaBytes => (long)((this.Weights.Length + this.Copies.Length + this.State.Length + this.Scratch.Length) * sizeof(float));

    /// <summary>The parameters, as they were when the session started.</summary>
    protected NativeArena Weights { get; }

    /// <summary>The leading part of the transposed copies that inference reads (a tied output projection).</summary>
    protected NativeArena Copies { get; }

    /// <summary>Temporaries, logits and caches, at the literal offsets of the generated passes.</summary>
    protected NativeArena State { get; }

    /// <summary>Scratch of every thread, one after another.</summary>
    protected NativeArena Scratch { get; }

    /// <summary>What the encoder reads; empty for decoder models.</summary>
    private protected SequenceSet Source { get; }

    internal InferenceLayout Layout { get; }

    private protected virtual int[]? BlockTable => null;

    /// <summary>What the last pass has left in the arena of caches and activations.</summary>
    /// <param name="offset">The first float.</param>
    /// <param name="floats">Floats.</param>
    internal ReadOnlySpan<float> Kept(nuint offset, int floats) => new(this.State.Pointer + offset, floats);

    internal Workers Workers { get; }

    /// <inheritdoc/>
    void IParallelWork.Execute(Team team, int worker)
    {
        fixed (int* tokens = _rowTokens, positions = _rowPositions, slots = _rowSlots, runStarts = _runStarts, runLengths = _runLengths,
            blockTable = this.BlockTable, sourceTokens = this.Source.Tokens, sourceTypes = this.Source.TokenTypes,
            sourcePositions = this.Source.Positions, sourceOwners = this.Source.Sequences, sourceStarts = this.Source.Starts,
            sourceLengths = this.Source.Lengths)
        fixed (float* pixels = _pixels)
        {
            PassContext context = new()
            {
                Team = team,
                Pass = TrainingPass.Logits,
                Source = new PassSide
                {
                    Rows = this.Source.Rows,
                    BlockRows = RowBlocks.Size(this.Source.Rows, team.Count),
                    SequenceCount = this.Source.Count,
                    Tokens = sourceTokens,
                    TokenTypes = sourceTypes,
                    Positions = sourcePositions,
                    Sequences = sourceOwners,
                    Starts = sourceStarts,
                    Lengths = sourceLengths,
                },
                Target = new PassSide
                {
                    Rows = _rows,
                    BlockRows = RowBlocks.Size(_rows, team.Count),
                    SequenceCount = _runs,
                    Tokens = tokens,
                    TokenTypes = null,
                    Positions = positions,
                    Sequences = slots,
                    Starts = runStarts,
                    Lengths = runLengths,
                },
                Pooled = PassSide.OfSequences(this.Source.Count, team.Count),
                Pixels = pixels,
                Labels = null,
                Targets = null,
                Losses = null,
                Parameters = this.Weights.Pointer,
                Gradients = null,
                Copies = this.Copies.Pointer,
                Activations = this.State.Pointer,
                BlockTable = blockTable,
                Scratch = this.Scratch.Pointer + (this.Layout.ScratchFloats * (nuint)worker),
                Dropout = default,
            };

            switch (_pass)
            {
                case SessionPass.Encode:
                    this.Encode(in context);
                    break;
                case SessionPass.Prompt:
                    this.Prompt(in context);
                    break;
                default:
                    this.Decode(in context);
                    break;
            }
        }
    }

    /// <summary>
    /// Writes the weights as this session has them. A model of the same specification that is loaded from such a file maps it, so that
    /// neither loading nor starting a session reads or copies weights, and processes share the memory of them. A file in use may be
    /// replaced, which this method does, but not written over or cut off.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced once the new one is on disk.</param>
    /// <param name="metadata">Texts to store beside the weights.</param>
    /// <exception cref="InvalidOperationException">
    /// The model has adapters, which <see cref="TransformerModel.SaveMerged"/> merges.
    /// </exception>
    /// <exception cref="System.IO.IOException">The file cannot be written; an existing one is as it was.</exception>
    public void SavePacked(string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        this.CheckDisposed();

        if (this.Description.AdapterRank > 0)
        {
            throw new InvalidOperationException(
                $"{this.Description.Name} has adapters; {nameof(TransformerModel.SaveMerged)} writes a model with them in its weights.");
        }

        PackedFile.Save(this.Description, this.Weights, this.Copies, path, metadata);
    }

    /// <summary>
    /// Frees the arenas. A call that another thread has under way ends first, as it would have or with an
    /// <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            this.Weights?.Dispose();
            this.Copies?.Dispose();
            this.State?.Dispose();
            this.Scratch?.Dispose();
            _alone.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    private int ThreadsOf(int rows) =>
        (int)Math.Clamp(((rows * this.Layout.PhaseWeights) - BarrierWeights) / ThreadWeights, 1, this.Workers.Count);

    /// <summary>Runs one thread's share of the pass over source sequences.</summary>
    protected virtual void Encode(in PassContext context) => throw new NotSupportedException($"{this.Description.Name} has no encoder.");

    /// <summary>Runs one thread's share of the pass over tokens of slots whose logits are asked for.</summary>
    protected virtual void Decode(in PassContext context) => throw new NotSupportedException($"{this.Description.Name} has no decoder.");

    /// <summary>Runs one thread's share of the pass over tokens of prompts, whose keys and values go to the caches.</summary>
    protected virtual void Prompt(in PassContext context) => throw new NotSupportedException($"{this.Description.Name} has no decoder.");

    /// <summary>Logits of a row of the last pass, <see cref="ModelDescription.Outputs"/> of them.</summary>
    private protected ReadOnlySpan<float> LogitsOfRow(int row) =>
        new(this.State.Pointer + this.Layout.LogitsOffset + ((nuint)row * (nuint)this.Layout.LogitsStride), this.Description.Outputs);

    /// <summary>Takes the sequences of the next <see cref="RunEncoder"/>, all or none of them.</summary>
    private protected void SetSources(ReadOnlySpan<int[]> sequences, ReadOnlySpan<int[]> tokenTypes = default)
    {
        this.CheckDisposed();

        if (sequences.Length == 0 || sequences.Length > this.SequenceCapacity)
        {
            throw new ArgumentException(
                $"{this.Description.Name}: {sequences.Length} source sequences; " +
                $"1 to {this.SequenceCapacity} are allowed (`inference.sequences`).",
                nameof(sequences));
        }

        if (!tokenTypes.IsEmpty && tokenTypes.Length != sequences.Length)
        {
            throw new ArgumentException(
                $"{this.Description.Name}: token types of {tokenTypes.Length} sequences for {sequences.Length} sequences.",
                nameof(tokenTypes));
        }

        for (int i = 0; i < sequences.Length; i++)
        {
            this.CheckSource(sequences[i]);
            this.Description.CheckTokenTypes(sequences[i], tokenTypes.IsEmpty ? default : tokenTypes[i]);
        }

        this.Source.Clear();

        for (int i = 0; i < sequences.Length; i++)
        {
            this.Source.Add(sequences[i], tokenTypes.IsEmpty ? default : tokenTypes[i]);
        }
    }

    /// <summary>Takes the only sequence of the next <see cref="RunEncoder"/>.</summary>
    private protected void SetSource(ReadOnlySpan<int> tokens, ReadOnlySpan<int> tokenTypes = default)
    {
        this.CheckDisposed();
        this.CheckSource(tokens);
        this.Description.CheckTokenTypes(tokens, tokenTypes);
        this.Source.Clear();
        this.Source.Add(tokens, tokenTypes);
    }

    /// <summary>Takes the images of the next <see cref="RunEncoder"/>, all or none of them.</summary>
    private protected void SetImages(ReadOnlySpan<float> pixels)
    {
        this.CheckDisposed();
        int images = this.Description.CheckImages(pixels.Length, this.SequenceCapacity);
        pixels.CopyTo(_pixels);
        this.Source.Clear();

        for (int image = 0; image < images; image++)
        {
            this.Source.AddRows(this.Description.MaxLength);
        }
    }

    private protected void RunEncoder()
    {
        _pass = SessionPass.Encode;
        _encoding!.Run(this, this.Source.Rows);
    }

    /// <summary>Sets a row of the next <see cref="RunDecoder"/> or <see cref="RunPrompt"/>.</summary>
    private protected void SetRow(int row, int slot, int token, int position)
    {
        _rowSlots[row] = slot;
        _rowTokens[row] = token;
        _rowPositions[row] = position;
    }

    /// <summary>Decodes rows and makes their logits; those of a slot stand together, in the order of their positions.</summary>
    private protected void RunDecoder(int rows)
    {
        // What a position sees of those before it in the same pass is one item of work.
        this.FindRuns(rows, most: rows);
        _rows = rows;
        _pass = SessionPass.Decode;
        _decoding.Run(this, rows);
    }

    /// <summary>Decodes rows of which several may be positions of one slot, in their order, and makes no logits.</summary>
    private protected void RunPrompt(int rows)
    {
        this.FindRuns(rows, RowBlocks.Largest);
        _rows = rows;
        _pass = SessionPass.Prompt;
        _prompting!.Run(this, rows);
    }

    // Positions of one slot that follow one another, not too many for an item of work.
    private void FindRuns(int rows, int most)
    {
        _runs = 0;

        for (int row = 0; row < rows; row++)
        {
            if (row == 0 || _rowSlots[row] != _rowSlots[row - 1] || _runLengths[_runs - 1] == most)
            {
                _runStarts[_runs] = row;
                _runLengths[_runs++] = 0;
            }

            _runLengths[_runs - 1]++;
        }
    }

    /// <summary>The slot, the token and the position of a row of the last pass.</summary>
    private protected (int Slot, int Token, int Position) RowAt(int row) => (_rowSlots[row], _rowTokens[row], _rowPositions[row]);

    /// <summary>Takes the session for a call; what the call calls itself has it already.</summary>
    /// <exception cref="InvalidOperationException">Another thread's call is under way.</exception>
    internal SessionUse Enter()
    {
        this.CheckDisposed();

        return new SessionUse(ref _user, _arenas, this.Description.Name, "session");
    }

    private protected void CheckDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <summary>Checks the length and the ids of a source.</summary>
    private protected void CheckSource(ReadOnlySpan<int> tokens)
    {
        this.Description.CheckReadsTokens();

        if (tokens.IsEmpty || tokens.Length > this.Description.MaxLength)
        {
            throw new ArgumentException(
                $"{this.Description.Name}: a source of {tokens.Length} tokens; " +
                $"1 to {this.Description.MaxLength} are allowed (`max_length`).",
                nameof(tokens));
        }

        for (int position = 0; position < tokens.Length; position++)
        {
            if ((uint)tokens[position] >= (uint)this.Description.SourceVocabulary)
            {
                throw new ArgumentException(
                    $"{this.Description.Name}: source id {tokens[position]} at position {position}; " +
                    $"ids are 0 to {this.Description.SourceVocabulary - 1}.",
                    nameof(tokens));
            }
        }
    }

    private enum SessionPass
    {
        Encode,
        Prompt,
        Decode,
    }
}
