using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;
using Weft.Stress.Inference;
using Weft.Stress.Running;

namespace Weft.Stress.Fencing;

/// <summary>
/// Trains and infers with a model: batches that are full and others, as many threads as are drawn, sessions at their capacity and in random
/// slots. All that comes out, so that two runs can be compared bit by bit.
/// </summary>
/// <param name="specification">The model.</param>
/// <param name="generated">Its class.</param>
/// <param name="seed">Decides all that is random.</param>
internal sealed class FencedRun(ModelSpecification specification, GeneratedModel generated, int seed)
{
    private const int MostThreads = 3;
    private const int MostSequences = 9;

    private readonly Random _random = new(seed);
    private readonly List<float[]> _results = [];

    /// <summary>Runs everything.</summary>
    public IReadOnlyList<float[]> Run()
    {
        using TransformerModel model = ModelParameters.CreateModel(
            generated, ModelCases.CreateParameters(GraphBuilder.Build(specification), seed));
        using Workers workers = new(_random.Next(1, MostThreads + 1));

        if (specification.Training is not null)
        {
            this.Train(model, workers);
        }

        this.Infer(model, workers);

        return _results;
    }

    private void Train(TransformerModel model, Workers workers)
    {
        TrainingCapacity capacity = specification.Training!;
        using TrainingSession session = generated.StartTraining(model, workers);

        foreach (int[] lengths in (int[][])[FullLengths(capacity), [_random.Next(1, capacity.Length + 1)], [1]])
        {
            Batch batch = InterpreterBatch.Random(_random.Next(), specification, lengths, lengths).ToBatch(generated.Shape);
            float[] logits = new float[batch.OutputRows * generated.Shape.Outputs];
            session.ComputeLogits(batch, logits);
            _results.Add(logits);
            _results.Add([(float)session.Evaluate(batch).Sum]);
            _results.Add([(float)session.Accumulate(batch, first: true, (ulong)seed, 1).Sum]);
            _results.Add([(float)session.Accumulate(batch, first: false, (ulong)seed, 2).Sum]);

            foreach (ParameterInfo info in generated.Shape.Parameters.Where(static info => info.IsTrained))
            {
                float[] gradient = new float[info.Count];
                session.ReadGradient(info.Name, gradient);
                _results.Add(gradient);
            }
        }
    }

    // As many tokens as there is room for, or as many sequences.
    private static int[] FullLengths(TrainingCapacity capacity)
    {
        List<int> lengths = [];

        for (int left = capacity.Tokens; left > 0 && lengths.Count < capacity.Sequences; left -= lengths[^1])
        {
            lengths.Add(Math.Min(capacity.Length, left));
        }

        return [.. lengths];
    }

    private void Infer(TransformerModel model, Workers workers)
    {
        using InferenceSession session = generated.StartInference(model, workers);

        switch (session)
        {
            case EncoderSession encoder:
                this.Fill(encoder, Math.Min(encoder.SequenceCapacity, MostSequences));
                _results.AddRange(EncoderDriver.Run(encoder, specification, _random).Select(static answer => Narrow(answer.Logits)));
                break;
            default:
                this.Decode((DecoderSession)session);
                break;
        }
    }

    private void Fill(EncoderSession session, int count)
    {
        if (specification.Image is ImageInput image)
        {
            session.RunImages([.. Enumerable.Range(0, count).SelectMany(_ => InterpreterBatch.DrawImage(_random, image))]);
        }
        else
        {
            session.Run([.. Enumerable.Range(0, count).Select(_ => Tokens.Draw(_random, specification.MaxLength, specification.SourceVocabulary))]);
        }

        this.Add(specification.Pooling is null ? session.LogitsOf(count - 1, 0) : session.LogitsOf(count - 1));
    }

    // Random slots, and then the last slots up to the longest sequence.
    private void Decode(DecoderSession session)
    {
        _results.AddRange(new DecoderDriver(session, specification, _random).Run().Select(static answer => Narrow(answer.Logits)));

        if (session is EncoderDecoderSession translator)
        {
            translator.Encode([.. Enumerable.Range(0, session.SequenceCapacity).Select(_ => Tokens.Draw(_random, specification.MaxLength, specification.SourceVocabulary))]);
        }

        int[] slots = [.. Enumerable.Range(0, session.SlotCapacity).TakeLast(MostSequences)];

        foreach (int slot in slots)
        {
            session.Reset(slot);
            int prompt = Math.Min(session.FreeCache, specification.MaxLength == 1 ? 1 : specification.MaxLength - 1);

            if (prompt == 0)
            {
                session.Reset();
                continue;
            }

            session.Feed(slot, Tokens.Draw(_random, prompt, specification.TargetVocabulary));
            this.Add(session.LogitsOf(0));
        }

        if (specification.MaxLength > 1 && session.Missing(slots) <= 0)
        {
            session.Feed(slots, Tokens.Draw(_random, slots.Length, specification.TargetVocabulary));
            this.Add(session.LogitsOf(slots.Length - 1));
        }
    }

    private void Add(ReadOnlySpan<float> values) => _results.Add(values.ToArray());

    private static float[] Narrow(double[] values) => Array.ConvertAll(values, static value => (float)value);
}
