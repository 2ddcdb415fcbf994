using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft.Samples;

/// <summary>Where models learn. What two chapters need trained in the same way is trained once.</summary>
/// <param name="log">Where runs are reported.</param>
internal sealed class Classroom(TextWriter log) : IDisposable
{
    /// <summary>Steps of a run where a chapter says nothing else.</summary>
    public const int Steps = 1500;

    /// <summary>The seed of parameters and of batches: every model sees the same text in the same order.</summary>
    public const ulong Seed = 1;

    // Enough held-out text that the third decimal of its loss stays the same when other text is held out.
    private const int HeldOutBatches = 20;

    private readonly Dictionary<(Type Model, AdamW Optimizer, int Steps), object> _lessons = [];
    private readonly List<IDisposable> _models = [];
    private readonly Workers _workers = new(Environment.ProcessorCount);

    /// <summary>The optimizer of most chapters.</summary>
    public static AdamW Optimizer { get; } = new() { LearningRate = LearningRate.Cosine(3e-3, warmupSteps: 100, totalSteps: Steps, floor: 3e-4), Beta2 = 0.99 };

    /// <summary>The text.</summary>
    public Plays Plays { get; } = Plays.Load();

    /// <summary>The threads that all models share.</summary>
    public Workers Workers => _workers;

    /// <summary>A model as it is before its first step.</summary>
    public TModel Start<TModel>()
        where TModel : TransformerModel, ITransformer<TModel>
    {
        TModel model = ModelFactory.Initialize<TModel>(Seed);
        _models.Add(model);

        return model;
    }

    /// <summary>Trains a model on the plays.</summary>
    public Lesson<TModel> Train<TModel>(AdamW? optimizer = null, int steps = Steps)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        (Type, AdamW, int) key = (typeof(TModel), optimizer ?? Optimizer, steps);

        if (!_lessons.TryGetValue(key, out object? known))
        {
            ModelDescription shape = TModel.Shape;
            RandomWindows batches = new(this.Plays.Training, shape.TrainingLength, shape.TrainingSequences, Seed);
            ConsecutiveWindows heldOut = new(this.Plays.Validation, shape.TrainingLength, shape.TrainingSequences, includeRest: false);
            known = this.Train<TModel>(batches, heldOut, optimizer ?? Optimizer, steps);
            _lessons.Add(key, known);
        }

        return (Lesson<TModel>)known;
    }

    /// <summary>Trains a model on batches of any kind.</summary>
    /// <param name="batches">What it is trained on.</param>
    /// <param name="heldOut">What it is measured on.</param>
    /// <param name="optimizer">How.</param>
    /// <param name="steps">Steps at most.</param>
    /// <param name="enough">A loss below this one ends the lesson.</param>
    public Lesson<TModel> Train<TModel>(IBatchSource batches, IBatchSource heldOut, AdamW optimizer, int steps, double enough = 0)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        TModel model = this.Start<TModel>();
        using Trainer<TModel> trainer = new(model, optimizer, new TrainerOptions { Workers = _workers, Seed = Seed });
        double[] losses = [.. Enumerable.Repeat(double.NaN, steps)];

        try
        {
            foreach (TrainingStep step in trainer.Run(batches, steps))
            {
                losses[step.Step - 1] = step.Loss;

                if (step.Loss < enough)
                {
                    losses = losses[..(int)step.Step];
                    break;
                }
            }
        }
        catch (NonFiniteGradientException exception)
        {
            log.WriteLine($"  {TModel.Shape.Name}: {exception.Message}");
        }

        double loss = trainer.Evaluate(heldOut, HeldOutBatches);
        log.WriteLine($"  {TModel.Shape.Name}: {losses.Length} steps, loss {losses[^1]:F3}, held out {loss:F3}");

        return new(model, losses, loss);
    }

    /// <summary>The loss of who knows how frequent each character is, and nothing of what stands before it.</summary>
    public double FrequencyLoss()
    {
        double[] counts = new double[this.Plays.Vocabulary.Count];

        foreach (int token in this.Plays.Training.Span)
        {
            counts[token]++;
        }

        return Statistics.Entropy(counts.Select(count => count / this.Plays.Training.Length));
    }

    /// <summary>Windows of held-out text, evenly spread.</summary>
    public IEnumerable<ReadOnlyMemory<int>> HeldOutWindows(int count, int length)
    {
        int stride = (this.Plays.Validation.Length - length - 1) / count;

        return Enumerable.Range(0, count).Select(window => this.Plays.Validation.Slice(window * stride, length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable model in _models)
        {
            model.Dispose();
        }

        _workers.Dispose();
    }
}
