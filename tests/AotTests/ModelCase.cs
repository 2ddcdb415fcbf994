using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;

namespace Weft.AotTests;

/// <summary>One model against the interpreter's results: gradient passes of every batch, evaluation, decoding, and steps of AdamW.</summary>
internal sealed class ModelCase(GeneratedModel generated, CaseFile file, Checks checks)
{
    private const double LossTolerance = 2e-6;
    private const double LogitTolerance = 5e-6;

    // Of the largest gradient of the tensor, and of the model: what is zero in theory is noise in practice.
    private const double GradientTolerance = 5e-5;
    private const double GradientNoise = 5e-7;

    // Steps have no reference, only bits; those of large models would take an emulated processor too long.
    private const int Steps = 3;
    private const long MostSteppedParameters = 50_000;

    // With `inference: { attention: true }`.
    private static readonly string[] Seen = ["Encoder", "Sandwich", "Relative"];

    private int Outputs => generated.Shape.Outputs;

    private CaseBatch First => file.Batches[0];

    public void Run()
    {
        using TransformerModel model = this.CreateModel();
        using Workers workers = new();

        using (TrainingSession session = generated.StartTraining(model, workers))
        {
            this.CheckPasses(session);
        }

        using (InferenceSession session = generated.StartInference(model, workers))
        {
            this.CheckInference(session);
        }

        if (generated.Shape.ParameterCount <= MostSteppedParameters)
        {
            this.TakeSteps(model);
        }
    }

    private TransformerModel CreateModel()
    {
        TransformerModel model = generated.CreateEmpty();

        foreach (ParameterInfo info in generated.Shape.Parameters)
        {
            model.Write(info.Name, file.Parameter(info.Name));
        }

        return model;
    }

    private Batch Fill(CaseBatch source)
    {
        Batch batch = new(generated.Shape);
        source.AddTo(batch);

        return batch;
    }

    private void CheckPasses(TrainingSession session)
    {
        // From the last batch down: what a larger one leaves in the arenas must not reach a smaller one.
        for (int index = file.Batches.Count - 1; index >= 0; index--)
        {
            this.Accumulate(session, index, first: true);
            this.CheckGradients(session, $"batch {index}", file.Batches[index].Gradient);
        }

        this.Accumulate(session, 1, first: false);
        this.CheckGradients(session, "both batches", name => Add(this.First.Gradient(name), file.Batches[1].Gradient(name)));
        this.CheckPadding(session);

        Batch batch = this.Fill(this.First);
        checks.Compare("the loss without dropout", session.Evaluate(batch).Sum, file.EvaluationLoss, LossTolerance);
        float[] logits = new float[file.Logits.Length];
        session.ComputeLogits(batch, logits);
        checks.Compare("logits", logits, file.Logits, LogitTolerance);
    }

    private void Accumulate(TrainingSession session, int index, bool first)
    {
        CaseBatch source = file.Batches[index];
        double loss = session.Accumulate(this.Fill(source), first, CaseNames.DropoutSeed, CaseNames.DropoutStep + (uint)index).Sum;
        checks.Compare($"the loss of batch {index}", loss, source.Loss, LossTolerance);
    }

    private IEnumerable<ParameterInfo> Trained => generated.Shape.Parameters.Where(static info => info.IsTrained);

    private void CheckGradients(TrainingSession session, string what, Func<string, float[]> reference)
    {
        double largest = this.Trained.Max(info => reference(info.Name).Max(MathF.Abs));

        foreach (ParameterInfo info in this.Trained)
        {
            float[] gradient = new float[info.Count];
            session.ReadGradient(info.Name, gradient);
            checks.Compare($"{what}, gradient of {info.Name}", gradient, reference(info.Name), GradientTolerance, GradientNoise * largest);
        }
    }

    // Padding stays zero, so that whoever reads whole panels may: the arena has no more numbers than the gradients.
    private unsafe void CheckPadding(TrainingSession session)
    {
        int inArena = new ReadOnlySpan<float>(session.Gradients.Pointer, checked((int)session.Gradients.Length)).Count(0f);
        long nonZero = (long)session.Gradients.Length - inArena;
        long inGradients = 0;

        foreach (ParameterInfo info in this.Trained)
        {
            float[] gradient = new float[info.Count];
            session.ReadGradient(info.Name, gradient);
            inGradients += gradient.Length - gradient.AsSpan().Count(0f);
        }

        checks.Check("padding of the gradients", nonZero == inGradients, $"{nonZero} numbers in the arena that are not zero, {inGradients} in the gradients");
    }

    private void CheckInference(InferenceSession session)
    {
        switch (session)
        {
            case EncoderSession encoder:
                this.CheckEncoder(encoder);
                this.CheckAttention((layer, head) => encoder.AttentionOf(layer, head));
                break;
            case DecoderSession decoder:
                this.CheckTokens(decoder);
                this.CheckSlots(decoder);
                this.CheckAttention((layer, head) => decoder.AttentionOf(layer, head, decoder.BeamCapacity - 1));
                break;
            default:
                throw new InvalidOperationException($"{session.GetType()} neither encodes nor decodes.");
        }
    }

    private delegate AttentionMap FindMap(int layer, int head);

    // Of the models that keep attention weights: what they are is held under the JIT, that they are there in native code is seen here.
    private void CheckAttention(FindMap find)
    {
        if (!Seen.Contains(generated.Shape.Name))
        {
            return;
        }

        List<float> sums = [];

        foreach ((int layer, int head) in new[] { (0, 0), (0, 1), (1, 0), (1, 1) })
        {
            AttentionMap map = find(layer, head);

            for (int query = 0; query < map.Queries; query++)
            {
                float sum = 0;

                foreach (float weight in map[query])
                {
                    sum += weight;
                }

                sums.Add(sum);
            }
        }

        checks.Compare("what queries take of all keys", sums.ToArray(), [.. sums.Select(static _ => 1f)], LogitTolerance);
    }

    private void CheckEncoder(EncoderSession session)
    {
        List<float> logits = [];

        int done = 0;

        foreach (int[][] group in this.First.Source.Chunk(session.SequenceCapacity))
        {
            if (this.First.Images.Length > 0)
            {
                session.RunImages([.. this.First.Images.Skip(done).Take(group.Length).SelectMany(static image => image)]);
            }
            else
            {
                session.Run(group, [.. this.First.TokenTypes.Skip(done).Take(group.Length)]);
            }

            done += group.Length;

            for (int sequence = 0; sequence < group.Length; sequence++)
            {
                if (generated.Shape.IsPooled)
                {
                    logits.AddRange(session.LogitsOf(sequence));
                    continue;
                }

                for (int position = 0; position < group[sequence].Length; position++)
                {
                    logits.AddRange(session.LogitsOf(sequence, position));
                }
            }
        }

        checks.Compare("encoded", logits.ToArray(), file.Logits, LogitTolerance);
    }

    // One sequence after the other in the same caches: what is left of the longer one before must not count.
    private void CheckTokens(DecoderSession session)
    {
        List<float> logits = [];

        for (int sequence = 0; sequence < this.First.Target.Length; sequence++)
        {
            session.Reset();
            (session as EncoderDecoderSession)?.Encode(this.First.Source[sequence]);

            foreach (int token in this.First.Target[sequence])
            {
                float[] row = session.Feed(token).ToArray();

                if (!generated.Shape.IsPooled || session.Position == this.First.Target[sequence].Length)
                {
                    logits.AddRange(row);
                }
            }
        }

        checks.Compare("decoded", logits.ToArray(), file.Logits, LogitTolerance);
    }

    // As many sequences side by side as there is room for, in their last beams; the others in further groups.
    private void CheckSlots(DecoderSession session)
    {
        float[] logits = new float[file.Logits.Length];
        int start = 0;

        foreach (int[] group in Enumerable.Range(0, this.First.Target.Length).Chunk(session.SequenceCapacity))
        {
            int[] starts = [.. group.Select(sequence => (start += this.First.Target[sequence].Length) - this.First.Target[sequence].Length)];
            (session as EncoderDecoderSession)?.Encode([.. group.Select(sequence => this.First.Source[sequence])]);
            session.Reset();

            for (int position = 0; position < group.Max(sequence => this.First.Target[sequence].Length); position++)
            {
                int[] going = [.. Enumerable.Range(0, group.Length).Where(i => position < this.First.Target[group[i]].Length).Reverse()];
                session.Feed(
                    [.. going.Select(i => ((i + 1) * session.BeamCapacity) - 1)], [.. going.Select(i => this.First.Target[group[i]][position])]);

                for (int row = 0; row < going.Length; row++)
                {
                    int place = generated.Shape.IsPooled ? group[going[row]] : starts[going[row]] + position;

                    // Of a sequence that has one row, the last position's stays.
                    session.LogitsOf(row).CopyTo(logits.AsSpan(place * this.Outputs));
                }
            }
        }

        checks.Compare("decoded side by side", logits, file.Logits, LogitTolerance);
    }

    private void TakeSteps(TransformerModel model)
    {
        using Trainer trainer = generated.CreateTrainer(
            model, new AdamW { ClipNorm = 1, WeightDecay = 0.1, ExcludeFromDecay = ["*.bias"] }, new TrainerOptions { Seed = 3 });

        foreach (TrainingStep step in trainer.Run(new CaseBatches(file), Steps))
        {
            checks.Take(step.Loss);
            checks.Take(step.GradientNorm);
        }

        foreach (ParameterInfo info in generated.Shape.Parameters)
        {
            float[] values = new float[info.Count];
            model.Read(info.Name, values);
            checks.Take(values);
        }
    }

    private static float[] Add(float[] left, float[] right) => [.. left.Zip(right, static (a, b) => a + b)];
}
