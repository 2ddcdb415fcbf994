using System;

namespace Weft;

/// <summary>
/// Activations, gradients and transposed weight copies of a model in training. The generated class runs the passes; this class
/// checks, counts and owns the arenas. Gradients are sums over labels: dividing by the label count is the optimizer's.
/// </summary>
public abstract unsafe partial class TrainingSession : IParallelWork, IDisposable
{
    private IParallelWork? _refresh;
    private long _copiedVersion = -1;
    private NativeArena[] _arenas;
    private int _user;
    private int _passes;
    private bool _disposed;

    /// <summary>Reserves the arenas.</summary>
    /// <param name="model">The model to train.</param>
    /// <param name="workers">The threads to run on.</param>
    /// <param name="activationFloats">Activations and their gradients.</param>
    /// <param name="scratchFloats">Scratch of one thread.</param>
    /// <exception cref="OutOfMemoryException">The system has no memory for an arena; the message says for which.</exception>
    protected TrainingSession(TransformerModel model, Workers workers, nuint activationFloats, nuint scratchFloats)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(workers);
        ModelDescription description = model.Description;
        this.Model = model;
        this.Workers = workers;
        this.ScratchFloats = scratchFloats;
        this.RowLosses = new float[description.TrainingTokens];
        string name = $"{description.Name}: the";

        try
        {
            this.Gradients = new NativeArena(description.GradientFloats, $"{name} gradients");
            this.Copies = new NativeArena(description.CopyFloats, $"{name} transposed weights of training");
            this.Activations = new NativeArena(activationFloats, $"{name} activations of training");
            this.Scratch = new NativeArena(scratchFloats * (nuint)workers.Count, $"{name} temporaries of training");
            _arenas = [model.Parameters, this.Gradients, this.Copies, this.Activations, this.Scratch];
        }
        catch
        {
            this.Dispose();

            throw;
        }
    }

    /// <summary>The model in training.</summary>
    public TransformerModel Model { get; }

    /// <summary>The threads the passes run on.</summary>
    public Workers Workers { get; }

    /// <summary>
    /// Gradients of the parameters that are trained, laid out like these: sums over the labels since the last
    /// <see cref="Accumulate(Batch, bool, ulong, uint)"/> that started anew.
    /// </summary>
    public NativeArena Gradients { get; }

    /// <summary>Transposed copies of the projections, read by the input gradients; kept up to date by the optimizer.</summary>
    public NativeArena Copies { get; }

    /// <summary>Bytes of every arena of this session.</summary>
    public long ArenaBytes =>
        (long)((this.Gradients.Length + this.Copies.Length + this.Activations.Length + this.Scratch.Length) * sizeof(float));

    /// <summary>Hears how far a backward pass is; null for nobody.</summary>
    internal GradientProgress? Progress { get; set; }

    /// <summary>Activations and their gradients, at the literal offsets of the generated passes.</summary>
    protected NativeArena Activations { get; }

    /// <summary>Scratch of every thread, one after another.</summary>
    protected NativeArena Scratch { get; }

    private nuint ScratchFloats { get; }

    /// <summary>The batch of the pass under way.</summary>
    protected Batch Batch { get; private set; } = null!;

    /// <summary>The loss of every output row of the last pass; 0 where the label is ignored.</summary>
    protected float[] RowLosses { get; }

    /// <summary>What the pass under way computes.</summary>
    protected TrainingPass Pass { get; private set; }

    /// <summary>The dropout seed of the pass under way.</summary>
    protected ulong DropoutSeed { get; private set; }

    /// <summary>The dropout step of the pass under way.</summary>
    protected uint DropoutStep { get; private set; }

    /// <summary>Forward only, without dropout.</summary>
    /// <returns>The summed loss and the labels it was summed over.</returns>
    public LossSum Evaluate(Batch batch)
    {
        using SessionUse use = this.Enter();
        this.Run(batch, TrainingPass.Evaluate, 0, 0);

        return this.SumLosses();
    }

    /// <summary>Forward and backward.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="first">True to start the gradients anew, false to add to them.</param>
    /// <param name="dropoutSeed">The key of the dropout generator.</param>
    /// <param name="dropoutStep">Counts batches: another step draws other numbers.</param>
    /// <returns>The summed loss and the labels it was summed over.</returns>
    public LossSum Accumulate(Batch batch, bool first = true, ulong dropoutSeed = 0, uint dropoutStep = 0)
    {
        using SessionUse use = this.Enter();
        this.Run(batch, first ? TrainingPass.Gradient : TrainingPass.AddGradient, dropoutSeed, dropoutStep);

        return this.SumLosses();
    }

    /// <summary>Logits of every output row, without dropout.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="logits">[output rows, outputs], row-major.</param>
    /// <exception cref="ArgumentException"><paramref name="logits"/> is too short.</exception>
    public void ComputeLogits(Batch batch, Span<float> logits)
    {
        ArgumentNullException.ThrowIfNull(batch);

        if (logits.Length < (long)batch.OutputRows * this.Model.Description.Outputs)
        {
            throw new ArgumentException(
                $"The logits of {batch.OutputRows} rows and {this.Model.Description.Outputs} outputs need " +
                $"{(long)batch.OutputRows * this.Model.Description.Outputs} floats; {logits.Length} were given.",
                nameof(logits));
        }

        using SessionUse use = this.Enter();
        this.Run(batch, TrainingPass.Logits, 0, 0);
        this.CopyLogits(logits);
    }

    /// <summary>
    /// Copies the gradient of a parameter out, row-major in the shape of files: [out, in] for a projection. A sum over labels.
    /// </summary>
    /// <param name="name">The parameter's canonical name.</param>
    /// <param name="values">As many floats as the parameter has elements.</param>
    /// <exception cref="ArgumentException">No parameter has that name, it is frozen, or the length differs.</exception>
    public void ReadGradient(string name, Span<float> values)
    {
        ParameterInfo info = this.Model.Find(name, values.Length);

        if (!info.IsTrained)
        {
            throw new ArgumentException(
                $"{this.Model.Description.Name}: '{name}' is frozen, and has no gradient (`training.train`).", nameof(name));
        }

        using SessionUse use = this.Enter();
        ParameterView.OfGradient(info, this.Gradients).CopyTo(values);
    }

    /// <inheritdoc/>
    void IParallelWork.Execute(Team team, int worker)
    {
        SequenceSet source = this.Batch.Source;
        SequenceSet target = this.Batch.Target;

        fixed (int* sourceTokens = source.Tokens, sourceTypes = source.TokenTypes, sourcePositions = source.Positions,
            sourceOwners = source.Sequences, sourceStarts = source.Starts, sourceLengths = source.Lengths, targetTokens = target.Tokens,
            targetTypes = target.TokenTypes, targetPositions = target.Positions, targetOwners = target.Sequences,
            targetStarts = target.Starts, targetLengths = target.Lengths, labels = this.Batch.Labels)
        fixed (float* losses = this.RowLosses, targets = this.Batch.Targets, pixels = this.Batch.Pixels)
        {
            PassContext context = new()
            {
                Team = team,
                Pass = this.Pass,
                Source = new PassSide
                {
                    Rows = source.Rows,
                    BlockRows = RowBlocks.Size(source.Rows, team.Count),
                    SequenceCount = source.Count,
                    Tokens = sourceTokens,
                    TokenTypes = sourceTypes,
                    Positions = sourcePositions,
                    Sequences = sourceOwners,
                    Starts = sourceStarts,
                    Lengths = sourceLengths,
                },
                Target = new PassSide
                {
                    Rows = target.Rows,
                    BlockRows = RowBlocks.Size(target.Rows, team.Count),
                    SequenceCount = target.Count,
                    Tokens = targetTokens,
                    TokenTypes = targetTypes,
                    Positions = targetPositions,
                    Sequences = targetOwners,
                    Starts = targetStarts,
                    Lengths = targetLengths,
                },
                Pooled = PassSide.OfSequences(this.Batch.Outputs.Count, team.Count),
                Pixels = pixels,
                Labels = labels,
                Targets = targets,
                LabelCount = this.Batch.LabelCount,
                Losses = losses,
                Progress = worker == 0 ? this.Progress : null,
                Parameters = this.Model.Parameters.Pointer,
                Gradients = this.Gradients.Pointer,
                Copies = this.Copies.Pointer,
                Activations = this.Activations.Pointer,
                Scratch = this.Scratch.Pointer + (this.ScratchFloats * (nuint)worker),
                Dropout = new DropoutKey(
                    (uint)this.DropoutSeed, (uint)(this.DropoutSeed >> 32), this.DropoutStep, this.Pass >= TrainingPass.Gradient),
            };
            this.Execute(in context);
        }
    }

    /// <summary>Frees the arenas; a call that another thread has under way ends first.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            this.Gradients?.Dispose();
            this.Copies?.Dispose();
            this.Activations?.Dispose();
            this.Scratch?.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Takes the session for a call; what the call calls itself has it already.</summary>
    /// <exception cref="InvalidOperationException">Another thread's call is under way.</exception>
    internal SessionUse Enter()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);

        return new SessionUse(ref _user, _arenas, this.Model.Description.Name, "trainer");
    }

    /// <summary>Lets calls hold other arenas than those of the session as well.</summary>
    internal void AddArenas(params ReadOnlySpan<NativeArena> arenas) => _arenas = [.. _arenas, .. arenas];

    /// <summary>Says that the optimizer has brought <see cref="Copies"/> up to the model's version.</summary>
    internal void MarkCopied() => _copiedVersion = this.Model.Version;

    /// <summary>Runs one thread's share of the pass.</summary>
    protected abstract void Execute(in PassContext context);

    /// <summary>Copies the logits of the last pass, row-major and without padding.</summary>
    protected abstract void CopyLogits(Span<float> logits);

    /// <summary>
    /// Writes the gradients at the outputs of the last forward pass, row-major and without padding, for the backward pass.
    /// </summary>
    protected abstract void WriteGradients(ReadOnlySpan<float> gradients);

    private void Run(Batch batch, TrainingPass pass, ulong dropoutSeed, uint dropoutStep)
    {
        ArgumentNullException.ThrowIfNull(batch);

        if (batch.OutputRows == 0)
        {
            throw new ArgumentException($"{this.Model.Description.Name}: the batch is empty.", nameof(batch));
        }

        this.RefreshCopies();
        _passes++;
        this.Batch = batch;
        this.Pass = pass;
        this.DropoutSeed = dropoutSeed;
        this.DropoutStep = dropoutStep;
        this.Workers.Run(this);
    }

    // A forward pass needs them too: a tied output projection reads the transposed table.
    private void RefreshCopies()
    {
        if (_copiedVersion != this.Model.Version)
        {
            _refresh ??= ParameterCopies.PrepareRefresh(this.Model, this.Copies);
            this.Workers.Run(_refresh);
            _copiedVersion = this.Model.Version;
        }
    }

    // In row order and in double: the same sum at any thread count.
    private LossSum SumLosses()
    {
        double sum = 0;

        foreach (float loss in this.RowLosses.AsSpan(0, this.Batch.OutputRows))
        {
            sum += loss;
        }

        return new LossSum(sum, this.Batch.LabelCount);
    }
}

/// <summary>What a pass of a <see cref="TrainingSession"/> computes.</summary>
public enum TrainingPass
{
    /// <summary>Logits only.</summary>
    Logits,

    /// <summary>Logits and losses.</summary>
    Evaluate,

    /// <summary>Losses and gradients, the gradients anew.</summary>
    Gradient,

    /// <summary>Losses and gradients, added to what stands there.</summary>
    AddGradient,

    /// <summary>Outputs, and all that a backward pass reads.</summary>
    Forward,

    /// <summary>The gradients that follow from those at the outputs, anew.</summary>
    Backward,

    /// <summary>The gradients that follow from those at the outputs, added to what stands there.</summary>
    AddBackward,
}

/// <summary>A loss before its division by the labels.</summary>
/// <param name="Sum">Losses summed over the labels; cross-entropies in nats.</param>
/// <param name="Labels">Output rows whose label was not ignored.</param>
public readonly record struct LossSum(double Sum, int Labels)
{
    /// <summary>The mean loss per label; 0 without labels.</summary>
    public double Mean => this.Labels == 0 ? 0 : this.Sum / this.Labels;
}
