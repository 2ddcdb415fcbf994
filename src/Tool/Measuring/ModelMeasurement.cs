using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Tool.Inspection;
using Weft.Tool.Running;

namespace Weft.Tool.Measuring;

/// <summary>Runs a compiled model in each of its uses.</summary>
/// <param name="model">The model.</param>
/// <param name="program">The same as data, for its operations.</param>
/// <param name="workers">The threads.</param>
/// <param name="seconds">How long each use is measured.</param>
internal sealed class ModelMeasurement(RunnableModel model, ModelProgram program, Workers workers, double seconds)
{
    private const ulong Seed = 1;

    // A longer text tells nothing more about products, and takes its time.
    private const int LongestText = 512;
    private readonly Random _random = new(1);

    /// <summary>Measures training, where there is any, and inference.</summary>
    public IEnumerable<Pace> Run()
    {
        using TransformerModel parameters = model.Initialize(Seed);

        if (model.Shape.TrainingTokens > 0)
        {
            yield return this.Train(parameters);
        }

        using InferenceSession session = model.StartInference(parameters, workers);

        foreach (Pace pace in session switch
        {
            EncoderDecoderSession both => this.Translate(both),
            DecoderSession decoder => [this.Read(decoder), this.Write(decoder), .. this.WriteAll(decoder)],
            _ => [this.Encode((EncoderSession)session)],
        })
        {
            yield return pace;
        }
    }

    // An image is read whole.
    private int Length => model.Shape.ImageFloats > 0 ? model.Shape.MaxLength : Math.Min(model.Shape.MaxLength, LongestText);

    private Pace Train(TransformerModel parameters)
    {
        using Trainer trainer = model.CreateTrainer(parameters, workers);
        RandomBatches batches = new(model.Shape);
        int length = model.Shape.TrainingLength;

        return new Pace("training step", batches.Sequences, length, OperationCounts.Training(length, program).Total, this.Measure(() =>
        {
            foreach (TrainingStep step in trainer.Run(batches, trainer.Step + 1))
            {
                _ = step;
            }
        }));
    }

    private Pace Read(DecoderSession session)
    {
        int[] prompt = this.Draw(model.Shape.TargetVocabulary);

        return this.Create("prompt", OperationCounts.Forward(this.Length, program).Total, () =>
        {
            session.Reset();
            _ = session.Feed(prompt);
        });
    }

    private Pace Write(DecoderSession session)
    {
        int[] text = this.Draw(model.Shape.TargetVocabulary);
        OperationCounts operations = OperationCounts.Forward(this.Length, program);

        return this.Create("token by token", operations.Sides[^1].Total, () =>
        {
            session.Reset();

            foreach (int token in text)
            {
                _ = session.Feed(token);
            }
        });
    }

    private IEnumerable<Pace> WriteAll(DecoderSession session)
    {
        int[] slots = [.. Enumerable.Range(0, this.Texts(session))];

        if (slots.Length == 1)
        {
            yield break;
        }

        int[] tokens = RandomBatches.Draw(_random, slots.Length * this.Length, model.Shape.TargetVocabulary);
        OperationCounts operations = OperationCounts.Forward(this.Length, program);

        yield return new Pace("texts at once", slots.Length, this.Length, operations.Sides[^1].Total, this.Measure(() =>
        {
            session.Reset();

            for (int at = 0; at < tokens.Length; at += slots.Length)
            {
                session.Feed(slots, tokens.AsSpan(at, slots.Length));
            }
        }));
    }

    // As many as there are slots, and room for in the caches.
    private int Texts(DecoderSession session)
    {
        session.Reset();
        _ = session.Feed(this.Draw(model.Shape.TargetVocabulary));

        return Math.Min(session.SlotCapacity, session.CacheCapacity / (session.CacheCapacity - session.FreeCache));
    }

    private IEnumerable<Pace> Translate(EncoderDecoderSession session)
    {
        int[] source = this.Draw(model.Shape.SourceVocabulary);
        long operations = OperationCounts.Forward(this.Length, program).Sides[0].Total;

        yield return this.Create("encoding", operations, () => session.Encode(source));
        yield return this.Write(session);
    }

    private Pace Encode(EncoderSession session)
    {
        long operations = OperationCounts.Forward(this.Length, program).Total;

        if (model.Shape.ImageFloats > 0)
        {
            float[] pixels = RandomBatches.DrawNumbers(_random, model.Shape.ImageFloats);

            return this.Create("encoding", operations, () => session.RunImages(pixels));
        }

        int[] text = this.Draw(model.Shape.SourceVocabulary);

        return this.Create("encoding", operations, () => session.Run(text));
    }

    private Pace Create(string name, long operations, Action work) => new(name, 1, this.Length, operations, this.Measure(work));

    private double Measure(Action work) => Pace.Measure(work, seconds);

    private int[] Draw(int vocabulary) => RandomBatches.Draw(_random, this.Length, vocabulary);
}
