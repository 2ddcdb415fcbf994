using System;
using Xunit;

namespace Weft.Runtime.Tests.Inference;

/// <summary>Settings and slots that are out of range: one sentence says what is allowed, and what has been decoded before is as it was.</summary>
public sealed class BeamSearchErrorTests : IDisposable
{
    private readonly Workers _workers = new(2);
    private readonly Bigram _model = Bigram.Initialize(1);
    private readonly BigramInference _session;

    public BeamSearchErrorTests()
    {
        _session = new BigramInference(_model, _workers, sequences: 2, beam: 3);
        _session.Feed([0, 4], [5, 6]);
    }

    public static TheoryData<BeamSearch, string> Settings => new()
    {
        { new BeamSearch { EndToken = 1, Beams = 4 }, "Beams is 4; it must be 1 to 3 (`inference.beam`)" },
        { new BeamSearch { EndToken = 1, Beams = 0 }, "Beams is 0; it must be 1 to 3" },
        { new BeamSearch { EndToken = 1, Beams = 2, Hypotheses = 3 }, "Hypotheses is 3; it must be 1 to 2 (Beams)" },
        { new BeamSearch { EndToken = 1, Beams = 2, Hypotheses = 0 }, "Hypotheses is 0; it must be 1 to 2" },
        { new BeamSearch { EndToken = -1, Beams = 2 }, "EndToken is -1; it must be 0 to 18" },
        { new BeamSearch { EndToken = 19, Beams = 2 }, "EndToken is 19; it must be 0 to 18" },
        { new BeamSearch { EndToken = 1, Beams = 2, MaximumLength = -1 }, "MaximumLength is -1; it must be not negative" },
        { new BeamSearch { EndToken = 1, Beams = 2, LengthPenalty = float.NaN }, "LengthPenalty is NaN; it must be finite" },
    };

    public static TheoryData<int[], string> Prompts => new()
    {
        { [], "a prompt of 0 tokens; 1 to 12 are allowed" },
        { new int[13], "a prompt of 13 tokens; 1 to 12 are allowed" },
        { [1, 19], "token ids are 0 to 18" },
        { [-1], "token ids are 0 to 18" },
    };

    public static TheoryData<int[], int[], string> Slots => new()
    {
        { [1, 0, 1], [2, 3, 4], "the tokens of slot 1 stand apart" },
        { [1, 6], [2, 3], "slots are 0 to 5 (`inference.sequences` times `inference.beam`)" },
        { [1, -1], [2, 3], "slots are 0 to 5" },
        { [1, 2], [2, 19], "token ids are 0 to 18" },
        { [1, 2], [2], "2 slots and 1 tokens" },
        { [], [], "0 slots and 0 tokens" },
    };

    public static TheoryData<int[], int[], string> Copies => new()
    {
        { [0], [1, 2], "1 slots to copy and 2 to overwrite" },
        { [0, 6], [1, 2], "slots are 0 to 5" },
        { [0, 4], [1, -1], "slots are 0 to 5" },
        { [0, 4], [1, 1], "Slot 1 would be overwritten twice" },
        { [0, 4], [1, 0], "Slot 0 would be overwritten twice, or copied and overwritten at once" },
        { [0], [0], "Slot 0 would be" },
    };

    public void Dispose()
    {
        _session.Dispose();
        _model.Dispose();
        _workers.Dispose();
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Search_SettingOutOfRange_NamesIt(BeamSearch search, string message) =>
        this.CheckRefused<ArgumentException>(() => _session.Search([[1]], search), message);

    [Theory]
    [MemberData(nameof(Prompts))]
    public void Search_WrongPrompt_SaysWhatIsAllowed(int[] prompt, string message)
    {
        // The first is good, but nothing is done before the second has been looked at.
        this.CheckRefused<ArgumentException>(() => _session.Search([[1], prompt], new BeamSearch { EndToken = 1, Beams = 2 }), message);
        this.CheckRefused<ArgumentException>(() => _session.GenerateAll([[1], prompt], Sampling.Greedy, count: 2), message);
        this.CheckRefused<ArgumentException>(() => _session.Generate(prompt, Sampling.Greedy, count: 2), message);
    }

    [Fact]
    public void Search_Null_IsAnError()
    {
        this.CheckRefused<ArgumentNullException>(() => _session.Search(null!, new BeamSearch { EndToken = 1 }), "prompts");
        this.CheckRefused<ArgumentNullException>(() => _session.Search([[1], null!], new BeamSearch { EndToken = 1 }), "prompts");
        this.CheckRefused<ArgumentNullException>(() => _session.Search([[1]], null!), "search");
    }

    [Fact]
    public void GenerateAll_WrongSetting_NamesIt()
    {
        this.CheckRefused<ArgumentException>(() => _session.GenerateAll([[1]], new Sampling { TopP = 2 }, count: 2), "TopP is 2");
        this.CheckRefused<ArgumentException>(() => _session.GenerateAll([[1]], Sampling.Greedy, count: -1), "count");
    }

    [Theory]
    [MemberData(nameof(Slots))]
    public void Feed_WrongSlots_SaysWhatIsAllowed(int[] slots, int[] tokens, string message) =>
        this.CheckRefused<ArgumentException>(() => _session.Feed(slots, tokens), message);

    [Fact]
    public void Feed_AFullSlotAmongOthers_IsAnError()
    {
        for (int position = 1; position < Bigram.MaxLength; position++)
        {
            _session.Feed([5], [position]);
        }

        _session.Feed([5], [0]);
        this.CheckRefused<InvalidOperationException>(() => _session.Feed([0, 5], [1, 1]), "longest length, 12 tokens");
        _session.Reset(5);
        _session.Feed([5], [1]);
        Assert.Equal([1], _session.TokensOf(5).ToArray());
    }

    [Theory]
    [MemberData(nameof(Copies))]
    public void Copy_WrongSlots_SaysWhatIsAllowed(int[] from, int[] to, string message) =>
        this.CheckRefused<ArgumentException>(() => _session.Copy(from, to), message);

    [Fact]
    public void Copy_OneToMany_TakesItsTokens()
    {
        _session.Feed([4], [7]);
        _session.Copy([4, 4, 0], [1, 2, 3]);

        Assert.Equal([6, 7], _session.TokensOf(1).ToArray());
        Assert.Equal([6, 7], _session.TokensOf(2).ToArray());
        Assert.Equal([5], _session.TokensOf(3).ToArray());
        _session.Feed([1], [8]);
        Assert.Equal([6, 7, 8], _session.TokensOf(1).ToArray());
        Assert.Equal([6, 7], _session.TokensOf(4).ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public void TokensOf_SlotOutOfRange_SaysWhatIsAllowed(int slot)
    {
        this.CheckRefused<ArgumentOutOfRangeException>(() => _session.TokensOf(slot).ToArray(), "slots are 0 to 5");
        this.CheckRefused<ArgumentOutOfRangeException>(() => _session.Reset(slot), "slots are 0 to 5");
        this.CheckRefused<ArgumentOutOfRangeException>(() => _session.LogitsOf(slot).ToArray(), "row");
    }

    private void CheckRefused<TException>(Action action, string message)
        where TException : Exception
    {
        float[] logits = _session.LogitsOf(0).ToArray();
        Assert.Contains(message, Assert.ThrowsAny<TException>(action).Message, StringComparison.Ordinal);
        Assert.Equal([5], _session.TokensOf(0).ToArray());
        Assert.Equal([6], _session.TokensOf(4).ToArray());
        Assert.True(_session.TokensOf(1).IsEmpty);
        Assert.True(_session.TokensOf(2).IsEmpty);
        Assert.Equal(logits, _session.LogitsOf(0).ToArray());
    }
}
