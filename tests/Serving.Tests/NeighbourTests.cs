using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Weft.Serving.Tests;

/// <summary>A text is the same whatever is written beside it.</summary>
public sealed class NeighbourTests
{
    private const int Requests = 40;

    [Theory]
    [InlineData("Tales")]
    [InlineData("Windows")]
    [InlineData("Mixtures")]
    [InlineData("Pooled")]
    [InlineData("Recurrences")]
    public void Texts_AreTheSame_WhoeverComesAndGoes(string name)
    {
        using Workers workers = new(2);
        using Steps alone = Start(name, workers, promptTokens: 200);
        using Steps together = Start(name, workers, promptTokens: 7);
        Random random = new(5);
        TextRequest[] requests = [.. Enumerable.Range(0, Requests).Select(i => Draw(random, (ulong)i))];
        int[][] expected = [.. requests.Select(request => Steps.Tokens(alone.Alone(request)))];
        List<TextJob> jobs = [];
        using CancellationTokenSource cancelled = new();

        while (jobs.Count < Requests)
        {
            jobs.Add(together.Add(requests[jobs.Count]));

            // Some that leave before their time, too.
            if (random.Next(3) == 0)
            {
                together.Add(Draw(random, seed: 99)).Abandon();
            }

            together.Step(random.Next(5));
        }

        together.Run();
        Assert.All(jobs.Index(), item => Assert.Equal(expected[item.Index], Steps.Tokens(item.Item)));
        Assert.True(expected.Distinct(EqualityComparer<int[]>.Create(static (a, b) => a!.SequenceEqual(b!), static a => a.Length)).Count() > Requests / 2);
    }

    [Fact]
    public async Task LogitsThatAreNoNumbers_EndTheirTextAlone_AndLeaveItsPlaceClean()
    {
        using Tales model = Tales.Initialize(seed: 3);
        Damage(model, token: 200);
        using Steps steps = new(model, model.StartInference());
        TextRequest request = Steps.Request(seed: 1) with { Sampling = WithoutDamage(seed: 1) };
        int[] expected = Steps.Tokens(steps.Alone(request));
        TextJob[] sound = [.. Enumerable.Range(0, 3).Select(_ => steps.Add(request))];
        TextJob damaged = steps.Add(request with { Prompt = [.. request.Prompt, 200, .. request.Prompt] });
        steps.Run();

        Assert.Contains("no number", Assert.IsType<InvalidOperationException>(await Steps.FailureOf(damaged)).Message, StringComparison.Ordinal);
        Assert.All(sound, job => Assert.Equal(expected, Steps.Tokens(job)));

        // All four places, the damaged one among them.
        TextJob[] next = [.. Enumerable.Range(0, 4).Select(_ => steps.Add(request))];
        steps.Run();
        Assert.All(next, job => Assert.Equal(expected, Steps.Tokens(job)));
    }

    internal static Steps Start(string name, Workers? workers, int promptTokens, Drafter? drafter = null)
    {
        EngineSettings settings = new() { PromptTokens = promptTokens, Drafter = drafter };

        if (name == "Tales")
        {
            Tales tales = Tales.Initialize(seed: 3);

            return new Steps(tales, tales.StartInference(workers), settings);
        }

        if (name == "Windows")
        {
            Windows windows = Windows.Initialize(seed: 3);

            return new Steps(windows, windows.StartInference(workers), settings);
        }

        if (name == "Pooled")
        {
            Pooled pooled = Pooled.Initialize(seed: 3);

            return new Steps(pooled, pooled.StartInference(workers), settings);
        }

        if (name == "Recurrences")
        {
            Recurrences recurrences = Recurrences.Initialize(seed: 3);

            return new Steps(recurrences, recurrences.StartInference(workers), settings);
        }

        Mixtures mixtures = Mixtures.Initialize(seed: 3);

        return new Steps(mixtures, mixtures.StartInference(workers), settings);
    }

    internal static TextRequest Draw(Random random, ulong seed)
    {
        TextRequest request = Steps.Request(seed, prompt: random.Next(1, 60), tokens: random.Next(1, 40));

        return request with
        {
            Sampling = new Sampling
            {
                Seed = seed,
                Temperature = random.Next(4) == 0 ? 0 : 1.5f,
                TopK = random.Next(3) * 20,
                TopP = random.Next(2) == 0 ? 1 : 0.9f,
                MinP = random.Next(2) == 0 ? 0 : 0.01f,
                RepetitionPenalty = random.Next(2) == 0 ? 1 : 1.2f,
                FrequencyPenalty = random.Next(2) == 0 ? 0 : 0.3f,
            },
        };
    }

    // A token whose embedding is no number; its scores as a next token are sound.
    private static void Damage(Tales model, int token)
    {
        const string Table = "decoder.token_embedding.weight";
        float[] table = new float[model.Description.TargetVocabulary * 40];
        model.Read(Table, table);
        table.AsSpan(token * 40, 40).Fill(float.NaN);
        model.Write(Table, table);
    }

    private static Sampling WithoutDamage(ulong seed) => new() { Seed = seed, LogitBias = new Dictionary<int, float> { [200] = -1000 } };
}
