using System;
using System.Collections.Generic;
using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;

namespace Weft.Conformance.HuggingFace;

/// <summary>Feeds a model that generates in both ways, whole prompts and token by token, and lets it continue.</summary>
internal static class GenerationComparison
{
    /// <summary>Compares logits and continuations.</summary>
    public static IEnumerable<Comparison> Compare(GeneratedModel generated, TransformerModel model, GenerationReference reference)
    {
        using DecoderSession session = generated.StartDecoding(model);
        int rows = reference.Ids.Length * generated.Shape.Outputs;
        float[] expected = new float[reference.Ids.Sequences * rows];
        float[] prompted = new float[expected.Length];
        float[] stepped = new float[expected.Length];
        int wrong = 0;

        for (int sequence = 0; sequence < reference.Ids.Sequences; sequence++)
        {
            ReadOnlySpan<int> tokens = reference.Ids.Row(sequence, reference.Ids.Length);
            reference.LogitsOf(sequence).CopyTo(expected.AsSpan(sequence * rows));

            if (reference.Sources is MaskedTable sources)
            {
                ((EncoderDecoderSession)session).Encode(sources.Row(sequence));
            }

            Prompt(session, tokens, prompted.AsSpan(sequence * rows, rows));
            Step(session, tokens, stepped.AsSpan(sequence * rows, rows));
            wrong += reference.Greedy is TokenTable greedy
                ? CountWrong(session, greedy.Row(sequence, greedy.Length), reference.PromptLength)
                : 0;
        }

        return
        [
            Comparison.Of("prompts", prompted, expected, HuggingFaceCase.Tolerance),
            Comparison.Of("tokens", stepped, expected, HuggingFaceCase.Tolerance),
            .. reference.Greedy is null ? Array.Empty<Comparison>() : [Comparison.Of("greedy", wrong, 0, 0)],
        ];
    }

    /// <summary>What the model puts out behind the last token of each beginning, fed as a prompt.</summary>
    public static void Prompt(DecoderSession session, ReadOnlySpan<int> tokens, Span<float> logits)
    {
        int outputs = logits.Length / tokens.Length;

        for (int length = 1; length <= tokens.Length; length++)
        {
            session.Reset();
            session.Feed(tokens[..length]).CopyTo(logits.Slice((length - 1) * outputs, outputs));
        }
    }

    /// <summary>What the model puts out behind each token, fed one by one.</summary>
    public static void Step(DecoderSession session, ReadOnlySpan<int> tokens, Span<float> logits)
    {
        int outputs = logits.Length / tokens.Length;
        session.Reset();

        for (int position = 0; position < tokens.Length; position++)
        {
            session.Feed(tokens[position]).CopyTo(logits.Slice(position * outputs, outputs));
        }
    }

    private static int CountWrong(DecoderSession session, ReadOnlySpan<int> tokens, int promptLength)
    {
        int wrong = 0;
        int position = promptLength;

        foreach (int token in session.Generate(tokens[..promptLength], Sampling.Greedy, tokens.Length - promptLength))
        {
            wrong += token == tokens[position++] ? 0 : 1;
        }

        return wrong + tokens.Length - position;
    }
}
