using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Tool.Evaluating;
using Weft.Tool.Running;

namespace Weft.Tool.Calibrating;

/// <summary>
/// Rounds the weights of a model for the inputs that they have while it reads a text: one product after another, each for what the
/// products before it give once they are rounded. Where outputs have a bias, it keeps their means.
/// </summary>
/// <param name="runnable">The model's class, whose sessions keep the inputs of products.</param>
/// <param name="exact">The model.</param>
/// <param name="windows">The text.</param>
/// <param name="storage">A storage of integers.</param>
/// <param name="workers">The threads.</param>
internal sealed class Calibration(
    RunnableModel runnable, TransformerModel exact, TextWindows windows, WeightStorage storage, Workers workers)
{
    // Windows that a decoder reads side by side, and sequences of an encoder, which keeps all of their positions.
    private const int Slots = 16;
    private const int Sequences = 4;

    private readonly Dictionary<string, ParameterInfo> _infos = exact.Description.Parameters.ToDictionary(static info => info.Name);

    /// <summary>The specification of a model whose sessions keep the inputs of products.</summary>
    public static ModelSpecification Measured(ModelSpecification model) => model with
    {
        Training = null,
        Inference = new InferenceCapacity(
            WeightFormat.Float32, CacheFormat.Float32, model.HasDecoder ? Slots : Sequences, Beam: 1, Draft: 0, Attention: false)
        {
            Inputs = true,
        },
    };

    /// <summary>Rounds.</summary>
    /// <param name="rounded">A model of the same parameters, which gets the rounded ones.</param>
    /// <param name="inputs">The inputs of all products, in their order.</param>
    public StoredParameters Run(TransformerModel rounded, IReadOnlyList<MeasuredInput> inputs)
    {
        StoredParameters parameters = new();

        foreach (MeasuredInput[] repetitions in inputs.GroupBy(static input => input.Parameters[0]).Select(Enumerable.ToArray))
        {
            (ImmutableArray<string> weights, ImmutableArray<string> biases) = (repetitions[0].Parameters, repetitions[0].Biases);
            InputMoments moments = this.Measure(rounded, repetitions);

            if (!biases.IsEmpty)
            {
                moments.Center();
            }

            CalibratedRounding rounding = new(moments, storage, workers);

            for (int i = 0; i < weights.Length; i++)
            {
                float[] values = this.ValuesOf(weights[i]);
                StoredParameter parameter = rounding.Round(_infos[weights[i]], values);
                float[] integers = parameter.ToArray();
                parameters.Add(parameter);
                rounded.Write(weights[i], integers);

                if (!biases.IsEmpty)
                {
                    float[] bias = this.ValuesOf(biases[i]);
                    rounding.Correct(parameter.Info, values, integers, bias);
                    rounded.Write(biases[i], bias);
                }
            }
        }

        return parameters;
    }

    private float[] ValuesOf(string name)
    {
        float[] values = new float[_infos[name].Count];
        exact.Read(name, values);

        return values;
    }

    // Where layers share their weights, a product has several inputs.
    private InputMoments Measure(TransformerModel rounded, MeasuredInput[] repetitions)
    {
        InputMoments moments = new(repetitions[0].Columns);
        using InferenceSession session = runnable.StartInference(rounded, workers);
        using InferenceSession other = runnable.StartInference(exact, workers);

        foreach (Func<Side, int> rowsOf in this.Read(session, other))
        {
            foreach (MeasuredInput input in repetitions)
            {
                int floats = rowsOf(input.Side) * input.Columns;
                moments.Add(other.Kept(input.Offset, floats), session.Kept(input.Offset, floats), workers);
            }
        }

        return moments;
    }

    // Pass by pass, how many rows each side has.
    private IEnumerable<Func<Side, int>> Read(InferenceSession session, InferenceSession other) => session is DecoderSession decoder
        ? this.Read(decoder, (DecoderSession)other)
        : this.Read((EncoderSession)session, (EncoderSession)other);

    private IEnumerable<Func<Side, int>> Read(DecoderSession session, DecoderSession other)
    {
        foreach (TextStep step in windows.Steps(session.SlotCapacity))
        {
            foreach (DecoderSession reader in new[] { session, other })
            {
                if (step.Begins)
                {
                    reader.Reset();
                }

                reader.Feed(step.Slots, step.Tokens);
            }

            yield return _ => step.Slots.Length;
        }
    }

    private IEnumerable<Func<Side, int>> Read(EncoderSession session, EncoderSession other)
    {
        foreach (int[][] sequences in windows.Sequences().Chunk(session.SequenceCapacity))
        {
            session.Run(sequences);
            other.Run(sequences);

            yield return side => side == Side.Pooled ? sequences.Length : sequences.Sum(static sequence => sequence.Length);
        }
    }
}
