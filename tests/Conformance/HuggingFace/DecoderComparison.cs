using System;
using System.Collections.Generic;
using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;

namespace Weft.Conformance.HuggingFace;

/// <summary>Feeds a decoder in both ways, whole prompts and token by token, and lets it continue.</summary>
internal static class DecoderComparison
{
    /// <summary>Of the largest magnitude in the reference.</summary>
    private const double LogitTolerance = 2e-5;

    /// <summary>Compares logits and continuations.</summary>
    public static IEnumerable<Comparison> Compare(GeneratedModel generated, TransformerModel model, DecoderReference reference)
    {
        using DecoderSession session = generated.StartDecoding(model);
        float[] expected = new float[reference.Ids.Values.Length * generated.Shape.Outputs];
        float[] prompted = new float[expected.Length];
        float[] stepped = new float[expected.Length];
        int rows = reference.Ids.Length * generated.Shape.Outputs;

        for (int sequence = 0; sequence < reference.Ids.Sequences; sequence++)
        {
            ReadOnlySpan<int> tokens = reference.Ids.Row(sequence, reference.Ids.Length);
            reference.LogitsOf(sequence).CopyTo(expected.AsSpan(sequence * rows));
            Prompt(session, tokens, prompted.AsSpan(sequence * rows, rows));
            Step(session, tokens, stepped.AsSpan(sequence * rows, rows));
        }

        return
        [
            Comparison.Of("prompts", prompted, expected, LogitTolerance),
            Comparison.Of("tokens", stepped, expected, LogitTolerance),
            Comparison.Of("greedy", CountWrong(session, reference), 0, 0),
        ];
    }

    // A prompt leaves the logits behind its last token: every beginning is one.
    private static void Prompt(DecoderSession session, ReadOnlySpan<int> tokens, Span<float> logits)
    {
        int outputs = logits.Length / tokens.Length;

        for (int length = 1; length <= tokens.Length; length++)
        {
            session.Reset();
            session.Feed(tokens[..length]).CopyTo(logits.Slice((length - 1) * outputs, outputs));
        }
    }

    private static void Step(DecoderSession session, ReadOnlySpan<int> tokens, Span<float> logits)
    {
        int outputs = logits.Length / tokens.Length;
        session.Reset();

        for (int position = 0; position < tokens.Length; position++)
        {
            session.Feed(tokens[position]).CopyTo(logits.Slice(position * outputs, outputs));
        }
    }

    private static int CountWrong(DecoderSession session, DecoderReference reference)
    {
        int wrong = 0;

        for (int sequence = 0; sequence < reference.Greedy.Sequences; sequence++)
        {
            int[] tokens = reference.Greedy.Row(sequence, reference.Greedy.Length).ToArray();
            int position = reference.PromptLength;

            foreach (int token in session.Generate(tokens.AsSpan(0, position), Sampling.Greedy, tokens.Length - position))
            {
                wrong += token == tokens[position++] ? 0 : 1;
            }

            wrong += tokens.Length - position;
        }

        return wrong;
    }
}
