using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;

namespace Weft.Stress.Inference;

/// <summary>Runs an encoder over random sequences or images, a few at once and of several lengths, again and again in the same arenas.</summary>
internal static class EncoderDriver
{
    private const int Runs = 4;
    private const int MostAtOnce = 5;

    /// <summary>What every position, or every sequence, gives.</summary>
    public static IEnumerable<Answer> Run(EncoderSession session, ModelSpecification specification, Random random)
    {
        for (int run = 0; run < Runs; run++)
        {
            int count = random.Next(1, Math.Min(session.SequenceCapacity, MostAtOnce) + 1);
            float[][] images = DrawImages(random, count, specification.Image);
            int[][] sequences = images.Length > 0
                ? [.. images.Select(_ => new int[specification.MaxLength])]
                : [.. Enumerable.Range(0, count).Select(_ => Tokens.Draw(random, random.Next(1, specification.MaxLength + 1), specification.SourceVocabulary))];

            if (images.Length > 0)
            {
                session.RunImages(images.SelectMany(static pixels => pixels).ToArray());
            }
            else
            {
                session.Run(sequences, TypesOf(sequences, specification.TokenTypes));
            }

            foreach ((int sequence, int[] tokens) in sequences.Index())
            {
                foreach (int position in specification.Pooling is null ? Enumerable.Range(0, tokens.Length) : [tokens.Length - 1])
                {
                    ReadOnlySpan<float> logits = specification.Pooling is null ? session.LogitsOf(sequence, position) : session.LogitsOf(sequence);
                    yield return new Answer(tokens, [], position, Tokens.Widen(logits), $"sequence {sequence} of run {run}")
                    {
                        Image = images.ElementAtOrDefault(sequence),
                    };
                }
            }
        }
    }
    private static float[][] DrawImages(Random random, int count, ImageInput? image) =>
        image is null ? [] : [.. Enumerable.Range(0, count).Select(_ => InterpreterBatch.DrawImage(random, image))];

    // The interpreter's types follow from the tokens.
    private static int[][] TypesOf(int[][] sequences, int types) =>
        types == 0 ? [] : [.. sequences.Select(tokens => Array.ConvertAll(tokens, token => token % types))];
}
