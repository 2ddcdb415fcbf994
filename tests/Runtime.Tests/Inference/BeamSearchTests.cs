using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Xunit;

namespace Weft.Runtime.Tests.Inference;

/// <summary>Beam search against exhaustive search, a plain beam search and greedy decoding.</summary>
public sealed class BeamSearchTests : IDisposable
{
    private const int End = 7;

    // So many beams keep every candidate of three tokens: 18 unfinished hypotheses with 19 tokens each.
    private const int All = (Bigram.Vocabulary - 1) * Bigram.Vocabulary;

    private readonly Workers _workers = new(2);
    private readonly Bigram _model = Bigram.Initialize(3);

    public BeamSearchTests()
    {
        // The end is likelier than others, so that hypotheses of every length compete, and the distributions are far from flat.
        _model.Write(Bigram.Gain, [.. Enumerable.Repeat(2f, Bigram.Width)]);
        _model.Write(Bigram.Bias, [.. Enumerable.Range(0, Bigram.Vocabulary).Select(static token => token == End ? 1.5f : 0)]);
    }

    public static TheoryData<int, float, bool, BeamLimit> Narrow
    {
        get
        {
            TheoryData<int, float, bool, BeamLimit> data = [];

            foreach (int beams in new[] { 1, 2, 3, 5, 12 })
            {
                foreach (float penalty in new[] { 0, 1, -0.5f })
                {
                    foreach (BeamLimit limit in Enum.GetValues<BeamLimit>())
                    {
                        data.Add(beams, penalty, true, limit);
                        data.Add(beams, penalty, false, limit);
                    }
                }
            }

            return data;
        }
    }

    public void Dispose()
    {
        _model.Dispose();
        _workers.Dispose();
    }

    [Theory]
    [InlineData(0, All)]
    [InlineData(1, All)]
    [InlineData(-0.5f, All)]
    [InlineData(0, 1)]
    [InlineData(1, 6)]
    [InlineData(-0.5f, 6)]
    public void Search_BeamsForEverything_FindsWhatEnumerationFinds(float penalty, int hypotheses)
    {
        BeamReference reference = new(_model);
        using BigramInference session = new(_model, _workers, sequences: 1, beam: All);
        BeamSearch search = new()
        {
            EndToken = End, Beams = All, Hypotheses = hypotheses, MaximumLength = 3, LengthPenalty = penalty, StopsEarly = false,
        };

        foreach (int token in new[] { 0, End, 18 })
        {
            Hypothesis[] expected = reference.Enumerate([2, token], maximumLength: 3, End, penalty);
            Assert.Equal(1 + 18 + (18 * 18), expected.Length);
            CheckSame(expected[..hypotheses], Assert.Single(session.Search([[2, token]], search)));
        }
    }

    [Fact]
    public void Search_NoMaximumLength_EndsAtTheLastPosition()
    {
        BeamReference reference = new(_model);
        using BigramInference session = new(_model, _workers, sequences: 1, beam: All);
        BeamSearch search = new() { EndToken = End, Beams = All, Hypotheses = All, LengthPenalty = 0, StopsEarly = false };

        for (int room = 1; room <= 3; room++)
        {
            int[] prompt = [.. Enumerable.Range(0, Bigram.MaxLength - room + 1)];
            Hypothesis[] expected = reference.Enumerate(prompt, room, End, penalty: 0);
            CheckSame(expected[..Math.Min(All, expected.Length)], Assert.Single(session.Search([prompt], search)));
        }
    }

    [Theory]
    [MemberData(nameof(Narrow))]
    public void Search_FewBeams_FindsWhatAPlainSearchFinds(int beams, float penalty, bool stopsEarly, BeamLimit limit)
    {
        BeamReference reference = new(_model);
        using BigramInference session = new(_model, _workers, sequences: 4, beam: 12);
        int[][] prompts = [.. Enumerable.Range(0, Bigram.Vocabulary).Select(static token => new[] { token })];

        foreach (int maximumLength in new[] { 1, 2, 6, 0 })
        {
            BeamSearch search = new()
            {
                EndToken = End,
                Beams = beams,
                Hypotheses = (beams + 1) / 2,
                MaximumLength = maximumLength,
                AtMaximumLength = limit,
                LengthPenalty = penalty,
                StopsEarly = stopsEarly,
            };
            IReadOnlyList<IReadOnlyList<Hypothesis>> found = session.Search(prompts, search);

            foreach ((int[] prompt, IReadOnlyList<Hypothesis> hypotheses) in prompts.Zip(found))
            {
                IReadOnlyList<Hypothesis> expected = reference.Search(prompt, search);
                Assert.Equal(expected.Count, hypotheses.Count);

                if (limit == BeamLimit.EndToken)
                {
                    CheckSame(expected, hypotheses);
                }
                else
                {
                    CheckSame(WithoutTies(expected), WithoutTies(hypotheses));
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-0.5f)]
    public void Search_Hypotheses_AreSortedAndScored(float penalty)
    {
        BeamReference reference = new(_model);
        using BigramInference session = new(_model, _workers, sequences: 1, beam: 5);
        BeamSearch search = new() { EndToken = End, Hypotheses = 5, MaximumLength = 8, LengthPenalty = penalty };

        for (int token = 0; token < Bigram.Vocabulary; token++)
        {
            IReadOnlyList<Hypothesis> hypotheses = session.Search([[token]], search)[0];
            Assert.Equal(5, hypotheses.Count);
            Assert.Equal(hypotheses.OrderByDescending(static hypothesis => hypothesis.Score), hypotheses);
            Assert.Equal(5, hypotheses.Select(static hypothesis => string.Join(' ', hypothesis.Tokens)).Distinct().Count());

            foreach (Hypothesis hypothesis in hypotheses)
            {
                Assert.DoesNotContain(End, hypothesis.Tokens);
                Assert.Equal(reference.LogProbability([token], hypothesis.Tokens.Add(End)), hypothesis.LogProbability, 1e-5);
                Assert.Equal(hypothesis.LogProbability / Math.Pow(hypothesis.Tokens.Length + 1, penalty), hypothesis.Score);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Search_OneBeam_IsGreedy(int capacity)
    {
        using BigramInference session = new(_model, _workers, sequences: 3, beam: capacity);
        int[][] prompts = [.. Enumerable.Range(0, Bigram.Vocabulary).Select(static token => new[] { 1, token })];
        List<int> lengths = [];

        // The last token of a hypothesis is its end, wherever it is: a greedy text of the same length has one token less.
        const int Count = Bigram.MaxLength - 2;

        foreach (int end in new[] { End, 2 })
        {
            IReadOnlyList<int[]> generated = session.GenerateAll(prompts, Sampling.Greedy, Count, stopToken: end);
            IReadOnlyList<IReadOnlyList<Hypothesis>> found = session.Search(prompts, new BeamSearch { EndToken = end, Beams = 1 });
            lengths.AddRange(generated.Select(static text => text.Length));

            for (int prompt = 0; prompt < prompts.Length; prompt++)
            {
                int[] alone = Generate(session, prompts[prompt], Count, end);
                Assert.Equal(alone, generated[prompt]);
                Assert.Equal(alone, Assert.Single(found[prompt]).Tokens);
            }
        }

        // Some texts end by themselves, some at once, some at the last position.
        Assert.Contains(0, lengths);
        Assert.Contains(3, lengths);
        Assert.Contains(Count, lengths);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Search_ManyPrompts_FindsTheBitsOfEachAlone(int threads)
    {
        using Workers workers = new(threads);
        using BigramInference groups = new(_model, workers, sequences: 3, beam: 4);
        using BigramInference one = new(_model, _workers, sequences: 1, beam: 4);
        BeamSearch search = new() { EndToken = End, Beams = 4, Hypotheses = 3, LengthPenalty = 1, StopsEarly = false };
        int[][] prompts = CreatePrompts();
        IReadOnlyList<IReadOnlyList<Hypothesis>> found = groups.Search(prompts, search);
        Assert.Equal(prompts.Length, found.Count);

        for (int prompt = 0; prompt < prompts.Length; prompt++)
        {
            CheckBits(one.Search([prompts[prompt]], search)[0], found[prompt]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void GenerateAll_ManyPrompts_GeneratesWhatEachAloneDoes(int threads)
    {
        using Workers workers = new(threads);
        using BigramInference groups = new(_model, workers, sequences: 3, beam: 2);
        using BigramInference one = new(_model, _workers);
        Sampling sampling = new() { Seed = 40 };
        int[][] prompts = CreatePrompts();
        IReadOnlyList<int[]> generated = groups.GenerateAll(prompts, sampling, count: 6, stopToken: End);
        Assert.Equal(prompts.Length, generated.Count);

        for (int prompt = 0; prompt < prompts.Length; prompt++)
        {
            Sampling own = sampling with { Seed = 40 + (ulong)prompt };
            Assert.Equal(one.GenerateAll([prompts[prompt]], own, count: 6, stopToken: End)[0], generated[prompt]);
        }
    }

    [Fact]
    public void Search_NoPrompts_FindsNothing()
    {
        using BigramInference session = new(_model, _workers, sequences: 2, beam: 2);

        Assert.Empty(session.Search([], new BeamSearch { EndToken = End, Beams = 2 }));
        Assert.Empty(session.GenerateAll([], Sampling.Greedy, count: 3));
    }

    [Fact]
    public void Search_Cancelled_Stops()
    {
        using BigramInference session = new(_model, _workers, sequences: 2, beam: 2);
        using CancellationTokenSource source = new();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => session.Search([[1, 2]], new BeamSearch { EndToken = End, Beams = 2 }, source.Token));
        Assert.Equal(0, session.Position);
    }

    public static TheoryData<float[]> DamagedBiases =>
    [
        Damaged(0, float.NaN),
        Damaged(Bigram.Vocabulary - 1, float.NaN),
        Damaged(End, float.PositiveInfinity),
        [.. Enumerable.Repeat(float.NaN, Bigram.Vocabulary)],
        [.. Enumerable.Repeat(float.NegativeInfinity, Bigram.Vocabulary)],
    ];

    // In searches of every kind, in texts one after another and together.
    [Theory]
    [MemberData(nameof(DamagedBiases))]
    public void Logits_ThatAreNotFinite_AreErrors(float[] bias)
    {
        _model.Write(Bigram.Bias, bias);
        using BigramInference session = new(_model, _workers, sequences: 2, beam: 2);

        foreach (BeamLimit limit in Enum.GetValues<BeamLimit>())
        {
            foreach (int length in (int[])[1, 3])
            {
                Fail(() => session.Search([[1], [2, 3]], new BeamSearch { EndToken = End, Beams = 2, MaximumLength = length, AtMaximumLength = limit }));
                Fail(() => session.Search([[1]], new BeamSearch { EndToken = End, Beams = 1, MaximumLength = length, AtMaximumLength = limit, StopsEarly = false }));
            }
        }

        Fail(() => session.GenerateAll([[1], [2, 3]], Sampling.Greedy, count: 3));
        Fail(() => session.GenerateAll([[1]], new Sampling(), count: 1));
        Fail(() => session.Generate([1], new Sampling(), count: 3));

        static void Fail(Action generate) =>
            Assert.Contains("parameters are damaged", Assert.Throws<InvalidOperationException>(generate).Message, StringComparison.Ordinal);
    }

    private static float[] Damaged(int token, float value)
    {
        float[] bias = new float[Bigram.Vocabulary];
        bias[token] = value;

        return bias;
    }

    private static int[] Generate(BigramInference session, int[] prompt, int count, int end)
    {
        List<int> tokens = [];

        foreach (int token in session.Generate(prompt, Sampling.Greedy, count, stopToken: end))
        {
            tokens.Add(token);
        }

        return [.. tokens];
    }

    // More than two groups, of different lengths; one fills the model and leaves room for an end token alone.
    private static int[][] CreatePrompts() =>
    [
        [4, 5, 6], [1], [18, 0], [2, 2, 2, 2, 2, 2, 2], [9], [.. Enumerable.Range(3, Bigram.MaxLength)], [11], [12, 13],
    ];

    // A round trip through tokens has the same pairs wherever it begins: without an end token such hypotheses are equally likely, and which of
    // them is found is the business of the last digits. The last one may be as likely as one that is not returned.
    private static Hypothesis[] WithoutTies(IReadOnlyList<Hypothesis> hypotheses) =>
        [.. hypotheses.SkipLast(1).Where(one => hypotheses.All(other => other == one || Math.Abs(other.Score - one.Score) > 1e-4))];

    private static void CheckSame(IReadOnlyList<Hypothesis> expected, IReadOnlyList<Hypothesis> actual)
    {
        Assert.Equal(expected.Select(static hypothesis => string.Join(' ', hypothesis.Tokens)), actual.Select(static hypothesis => string.Join(' ', hypothesis.Tokens)));

        foreach ((Hypothesis first, Hypothesis second) in expected.Zip(actual))
        {
            Assert.Equal(first.LogProbability, second.LogProbability, 1e-5);
            Assert.Equal(first.Score, second.Score, 1e-5);
        }
    }

    private static void CheckBits(IReadOnlyList<Hypothesis> expected, IReadOnlyList<Hypothesis> actual)
    {
        Assert.Equal(expected.Count, actual.Count);

        foreach ((Hypothesis first, Hypothesis second) in expected.Zip(actual))
        {
            Assert.Equal<int>(first.Tokens, second.Tokens);
            Assert.Equal(BitConverter.DoubleToInt64Bits(first.LogProbability), BitConverter.DoubleToInt64Bits(second.LogProbability));
            Assert.Equal(BitConverter.DoubleToInt64Bits(first.Score), BitConverter.DoubleToInt64Bits(second.Score));
        }
    }
}
