using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Stress.Searching;

/// <summary>What a search continues.</summary>
/// <param name="Prompt">The first tokens.</param>
/// <param name="Source">What an encoder-decoder translates; empty for a decoder.</param>
internal sealed record SearchTask(int[] Prompt, int[] Source);

/// <summary>A search of several tasks at once.</summary>
/// <param name="Settings">How to search.</param>
/// <param name="Tasks">What is continued; prompts are a single, equal token where there are sources.</param>
internal sealed record SearchRequest(BeamSearch Settings, IReadOnlyList<SearchTask> Tasks)
{
    /// <summary>The longest hypothesis, the end token included: all of them have to fit into a table.</summary>
    public const int Longest = 4;

    private const int MostTasks = 3;
    private static readonly float[] Penalties = [-1, -0.3f, 0, 0.5f, 1, 2];

    /// <summary>Draws a search.</summary>
    public static SearchRequest Draw(ModelSpecification specification, Random random)
    {
        // Without a limit, the prompt leaves room for so many.
        bool isLimited = specification.HasEncoder || random.Next(2) == 0;
        int beams = random.Next(3) == 0 ? specification.Inference.Beam : random.Next(1, 9);
        BeamSearch settings = new()
        {
            EndToken = random.Next(specification.Outputs),
            Beams = beams,
            Hypotheses = random.Next(1, beams + 1),
            MaximumLength = isLimited ? random.Next(1, Longest + 1) : 0,
            AtMaximumLength = (BeamLimit)random.Next(3),
            LengthPenalty = Penalties[random.Next(Penalties.Length)],
            StopsEarly = random.Next(2) == 0,
        };
        int shortest = isLimited ? 1 : specification.MaxLength - Longest + 1;
        int start = random.Next(specification.TargetVocabulary);
        SearchTask DrawTask() => specification.HasEncoder
            ? new SearchTask([start], Tokens(random, random.Next(1, specification.MaxLength + 1), specification.SourceVocabulary))
            : new SearchTask(Tokens(random, random.Next(shortest, specification.MaxLength + 1), specification.TargetVocabulary), []);

        return new SearchRequest(settings, [.. Enumerable.Range(0, random.Next(1, MostTasks + 1)).Select(_ => DrawTask())]);
    }

    /// <summary>The longest hypothesis of a task: the last token is never fed.</summary>
    public int LongestOf(SearchTask task, int positions)
    {
        int room = positions - task.Prompt.Length + 1;

        return this.Settings.MaximumLength == 0 ? room : Math.Min(room, this.Settings.MaximumLength);
    }

    private static int[] Tokens(Random random, int count, int vocabulary) => [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabulary))];
}
