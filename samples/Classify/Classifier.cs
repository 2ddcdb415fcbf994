using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace Weft.Samples;

/// <summary>An encoder that becomes a classifier.</summary>
/// <typeparam name="TModel">The generated class: of the whole model, or of one with adapters.</typeparam>
internal sealed class Classifier<TModel> : IDisposable
    where TModel : TransformerModel, ITransformer<TModel>
{
    private const int WarmupPart = 10;
    private readonly Trainer<TModel> _trainer;
    private readonly ShuffledExamples _examples;
    private readonly int _steps;

    /// <summary>Takes over what the encoder knows; the classes begin by chance.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="examples">What to train on.</param>
    /// <param name="rate">The highest learning rate of what is in the encoder.</param>
    /// <param name="settings">How to train.</param>
    public Classifier(MiniLM encoder, IReadOnlyList<Example> examples, float rate, Settings settings)
    {
        this.Model = ModelFactory.Initialize<TModel>(settings.Seed);

        foreach (ParameterInfo parameter in MiniLM.Shape.Parameters)
        {
            float[] values = new float[parameter.Count];
            encoder.Read(parameter.Name, values);
            this.Model.Write(parameter.Name, values);
        }

        _examples = new(examples, TModel.Shape.TrainingSequences, settings.Seed);
        _steps = settings.Epochs * _examples.EpochBatches;
        AdamW optimizer = new()
        {
            LearningRate = LearningRate.Linear(rate, warmupSteps: _steps / WarmupPart, _steps),
            ExcludeFromDecay = ["*.bias", "*_norm.*"],
            ClipNorm = 1,
            Groups = [new ParameterGroup("output.*") { RateFactor = 10 }],
        };
        _trainer = new(this.Model, optimizer, new TrainerOptions { Threads = settings.Threads, Seed = settings.Seed });
    }

    /// <summary>The model.</summary>
    public TModel Model { get; }

    /// <summary>Numbers that training changes.</summary>
    public long TrainedCount => TModel.Shape.Parameters.Where(static parameter => parameter.IsTrained).Sum(static parameter => (long)parameter.Count);

    /// <summary>Bytes of parameters, gradients, AdamW's two moments, activations and copies.</summary>
    public long Bytes => _trainer.Session.ArenaBytes + (sizeof(float) * (long)(this.Model.Parameters.Length + (2 * _trainer.Session.Gradients.Length)));

    /// <summary>Trains.</summary>
    /// <param name="report">Hears the mean loss of each epoch.</param>
    /// <param name="cancellation">Ends training.</param>
    /// <returns>How long that took.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="NonFiniteGradientException">Training diverged.</exception>
    public TimeSpan Train(Action<long, double> report, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        double sum = 0;

        foreach (TrainingStep step in _trainer.Run(_examples, _steps, cancellation))
        {
            sum += step.Loss;

            if (step.Step % _examples.EpochBatches == 0)
            {
                report(step.Step / _examples.EpochBatches, sum / _examples.EpochBatches);
                sum = 0;
            }
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>How often the model is right.</summary>
    /// <param name="examples">What is held out.</param>
    public ClassificationScore Evaluate(IReadOnlyList<Example> examples)
    {
        ClassificationScore score = new(TModel.Shape.Outputs);
        Batch batch = new(TModel.Shape);
        float[] logits = new float[TModel.Shape.TrainingSequences * TModel.Shape.Outputs];

        foreach (Example[] part in examples.Chunk(TModel.Shape.TrainingSequences))
        {
            batch.Clear();
            Array.ForEach(part, example => batch.Add(example.Tokens, example.Speaker));
            _trainer.Session.ComputeLogits(batch, logits);
            score.Add(batch.Labels, logits.AsSpan(0, part.Length * TModel.Shape.Outputs));
        }

        return score;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        this.Model.Dispose();
    }
}
