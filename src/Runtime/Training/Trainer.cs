using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace Weft;

/// <summary>Trains a model: batches in, steps out. One thread uses it at a time.</summary>
public abstract partial class Trainer : IDisposable
{
    private readonly TrainingSession _session;
    private readonly OptimizerState _optimizer;
    private readonly Workers? _ownWorkers;
    private readonly Batch _batch;
    private readonly GradientExchange _exchange;
    private readonly double[] _ownLosses;
    private readonly double[] _losses;
    private readonly ClassWeights? _weights;
    private readonly OutputLoss? _loss;
    private bool _disposed;

    private protected Trainer(TransformerModel model, Func<Workers, TrainingSession> start, Optimizer optimizer, TrainerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        optimizer.Validate();
        this.Options = options ?? new TrainerOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(this.Options.AccumulationSteps, nameof(TrainerOptions.AccumulationSteps));
        CheckAverage(this.Options);
        _weights = ClassWeights.Of(model.Description, this.Options);
        _loss = _weights is null ? this.Options.Loss : _weights.Loss;
        this.Settings = optimizer;
        this.Seed = this.Options.Seed;
        _ownWorkers = this.Options.Workers is null ? new Workers(ThreadsOf(this.Options)) : null;

        try
        {
            _session = start(this.Options.Workers ?? _ownWorkers!);
            _exchange = this.Join(this.Options);
            _optimizer = new OptimizerState(_session, optimizer, _exchange, this.Options.AverageDecay);
            _batch = new Batch(model.Description);
            _ownLosses = new double[(this.Options.AccumulationSteps + _exchange.Count - 1) / _exchange.Count];
            _losses = new double[_ownLosses.Length * _exchange.Count];
        }
        catch
        {
            _exchange?.Dispose();
            _session?.Dispose();
            _ownWorkers?.Dispose();

            throw;
        }
    }

    /// <summary>The optimizer's settings.</summary>
    public Optimizer Settings { get; }

    /// <summary>How the trainer runs.</summary>
    public TrainerOptions Options { get; }

    /// <summary>Updates so far; goes on from a checkpoint's.</summary>
    public long Step => _optimizer.Step;

    /// <summary>The seed of dropout: the option's, or a resumed checkpoint's.</summary>
    public ulong Seed { get; private set; }

    /// <summary>The threads the trainer runs on.</summary>
    public Workers Workers => _session.Workers;

    /// <summary>Activations and gradients.</summary>
    public TrainingSession Session => _session;

    internal OptimizerState Optimizer => _optimizer;

    internal GradientExchange Exchange => _exchange;

    /// <summary>What watches this trainer; null for nothing.</summary>
    internal EarlyStopping? Stopping { get; set; }

    // What the losses of the batch are divided by: its labels, or their weights.
    private double Labels => _weights?.Sum(_batch.Labels) ?? _batch.LabelCount;

    /// <summary>Trains while it is enumerated.</summary>
    /// <param name="batches">Where batches come from; a source that ends starts again.</param>
    /// <param name="steps">The number of updates to reach, those before this run or before the checkpoint included.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is negative.</exception>
    public TrainingRun Run(IBatchSource batches, long steps, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);

        return new TrainingRun(this, batches, steps, cancellation);
    }

    /// <summary>
    /// The mean loss per label over a whole source, without dropout; with class weights, the weighted mean. The source is restarted first.
    /// </summary>
    /// <param name="batches">What to evaluate on.</param>
    /// <param name="limit">The most batches to take, at least 1: needed where the source is endless.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not positive.</exception>
    /// <exception cref="ArgumentException">The source is endless and there is no limit, or it has no label.</exception>
    public double Evaluate(IBatchSource batches, int limit = int.MaxValue, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);

        if (batches.IsEndless && limit == int.MaxValue)
        {
            throw new ArgumentException("The source is endless: say how many batches to evaluate.", nameof(limit));
        }

        using SessionUse use = this.Enter();
        batches.Restart();
        _exchange.Check(batches);
        double sum = 0;
        double labels = 0;
        int taken = 0;

        // Batches by turns: each rank draws all of them, and evaluates its own.
        while (taken < limit && this.FillBatch(batches))
        {
            this.ThrowIfCancelled(cancellation);
            int turn = taken++ % _exchange.Count;
            labels += this.Labels;

            if (turn == _exchange.Rank)
            {
                _ownLosses[0] = (_loss is OutputLoss loss ? _session.Evaluate(_batch, loss) : _session.Evaluate(_batch)).Sum;
            }

            if (turn == _exchange.Count - 1)
            {
                sum = this.AddLosses(sum, _exchange.Count);
            }
        }

        sum = this.AddLosses(sum, taken % _exchange.Count);

        return labels > 0 ? sum / labels : throw new ArgumentException("The source has no labels to evaluate on.", nameof(batches));
    }

    /// <summary>
    /// Writes a checkpoint: parameters, optimizer, step, seed and the position of <paramref name="batches"/>. Training resumed from it
    /// goes on bit for bit as if it had not stopped. The file appears whole or not at all. Of several ranks all call this, and the first
    /// writes.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced once the new one is on disk.</param>
    /// <param name="batches">The source that training draws from.</param>
    /// <param name="metadata">Texts to store beside.</param>
    /// <exception cref="System.IO.IOException">The file cannot be written; an existing one is as it was.</exception>
    public void Save(string path, IBatchSource batches, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using SessionUse use = this.EnterTraining();
        Checkpoint.Save(this, path, batches, metadata);
    }

    /// <summary>
    /// Goes on from a checkpoint. The learning rate's schedule may be another one, and the number of ranks; the other settings of the
    /// optimizer may not. Of several ranks all call this, and the first reads.
    /// </summary>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <param name="batches">The source that training will draw from, over the same data.</param>
    /// <exception cref="ModelFileException">
    /// The file is damaged, or of another model, optimizer or data; nothing has been changed.
    /// </exception>
    /// <exception cref="System.IO.IOException">The file cannot be read; nothing has been changed.</exception>
    public void Resume(string path, IBatchSource batches)
    {
        using SessionUse use = this.EnterTraining();
        Checkpoint.Resume(this, path, batches);
    }

    /// <summary>Frees what the trainer holds; a call that another thread has under way ends first.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            this.EndAverage();
        }

        _optimizer.Dispose();
        _exchange.Dispose();
        _session.Dispose();
        _ownWorkers?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes the trainer for a call. There is one batch: a source that calls the trainer would change what it fills.</summary>
    internal SessionUse Enter()
    {
        SessionUse use = _session.Enter();

        return use.IsOuter
            ? use
            : throw new InvalidOperationException(
                $"{_session.Model.Description.Name}: the trainer is filling a batch, and its source calls it.");
    }

    internal void SetProgress(long step, ulong seed)
    {
        _optimizer.Step = step;
        this.Seed = seed;
    }

    internal void ThrowIfCancelled(CancellationToken cancellation)
    {
        if (_exchange.IsCancelled(cancellation))
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    internal TrainingStep TakeStep(IBatchSource batches)
    {
        using SessionUse use = this.EnterTraining();
        long start = Stopwatch.GetTimestamp();
        double labels = 0;
        int tokens = 0;
        _exchange.Check(batches);

        for (int part = 0; part < this.Options.AccumulationSteps; part++)
        {
            this.FillTrainingBatch(batches);
            this.Accumulate(part);
            labels += this.Labels;
            tokens += _batch.Source.Rows + _batch.Target.Rows;
        }

        if (labels == 0)
        {
            string weighs = _weights is null ? string.Empty : " or has the weight 0";

            throw new InvalidOperationException($"Step {_optimizer.Step}: every label of the step is ignored{weighs}.");
        }

        double loss = this.SumLosses() / labels;
        double rate = this.Settings.LearningRate.At(_optimizer.Step);
        double norm = _optimizer.Update(labels, rate);

        return new TrainingStep(_optimizer.Step, loss, rate, norm, tokens, Stopwatch.GetElapsedTime(start));
    }

    // Every rank draws every batch, computes its own, and knows the labels of all.
    private void Accumulate(int part)
    {
        int turn = part % _exchange.Count;
        int round = part / _exchange.Count;
        int parts = Math.Min(_exchange.Count, this.Options.AccumulationSteps - (part - turn));

        if (turn == 0)
        {
            _exchange.Begin(isFirst: round == 0, parts);
        }

        if (turn == _exchange.Rank)
        {
            uint dropoutStep = unchecked((uint)((_optimizer.Step * this.Options.AccumulationSteps) + part));
            LossSum sum = _loss is OutputLoss loss
                ? _session.Accumulate(_batch, loss, first: true, this.Seed, dropoutStep)
                : _session.Accumulate(_batch, first: true, this.Seed, dropoutStep);
            _ownLosses[round] = sum.Sum;
        }

        if (turn == parts - 1)
        {
            _exchange.Complete();
        }
    }

    // In the order of the batches, and so the same sum on any number of ranks.
    private double SumLosses()
    {
        _exchange.Gather(_ownLosses, _losses);
        double sum = 0;

        for (int part = 0; part < this.Options.AccumulationSteps; part++)
        {
            sum += _losses[(part % _exchange.Count * _ownLosses.Length) + (part / _exchange.Count)];
        }

        return sum;
    }

    private double AddLosses(double sum, int count)
    {
        if (count > 0)
        {
            _exchange.Gather(_ownLosses, _losses);
        }

        for (int rank = 0; rank < count; rank++)
        {
            sum += _losses[rank * _ownLosses.Length];
        }

        return sum;
    }

    private static int ThreadsOf(TrainerOptions options) =>
        options is { Threads: 0, Ranks: TrainingRanks ranks }
            ? Math.Max(1, Environment.ProcessorCount / ranks.LocalCount)
            : options.Threads;

    private GradientExchange Join(TrainerOptions options)
    {
        GradientParts parts = new(_session.Model.Description, _session.Gradients.Length, this.Settings);

        return options.Ranks?.Join(_session, parts, options.AccumulationSteps, TrainingAgreement.Of(this))
            ?? new LocalExchange(_session, options.AccumulationSteps, parts);
    }

    private bool FillBatch(IBatchSource batches)
    {
        _batch.Clear();

        return batches.Fill(_batch);
    }

    private void FillTrainingBatch(IBatchSource batches)
    {
        if (this.FillBatch(batches))
        {
            return;
        }

        batches.Restart();

        if (!this.FillBatch(batches))
        {
            throw new InvalidOperationException("The source of batches is empty.");
        }
    }
}

/// <summary>Trains a model of a generated class.</summary>
/// <typeparam name="TModel">The generated class.</typeparam>
public sealed class Trainer<TModel> : Trainer
    where TModel : TransformerModel, ITransformer<TModel>
{
    /// <summary>Reserves the training arenas and the optimizer's state.</summary>
    /// <param name="model">The model; its parameters are updated in place, and it is not disposed with the trainer.</param>
    /// <param name="optimizer">The optimizer's settings.</param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    /// <exception cref="NotSupportedException">The spec has no `training` section.</exception>
    public Trainer(TModel model, Optimizer optimizer, TrainerOptions? options = null)
        : base(model ?? throw new ArgumentNullException(nameof(model)), model.StartTraining, optimizer, options)
    {
        this.Model = model;
    }

    /// <summary>The model in training.</summary>
    public TModel Model { get; }
}
