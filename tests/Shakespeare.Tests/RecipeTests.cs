using System;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>The published configuration and the text it trains on.</summary>
public sealed class RecipeTests
{
    private static readonly Plays Plays = Plays.Load();

    [Fact]
    public void Model_HasThePublishedShape()
    {
        Assert.Equal(818_176, Shakespeare.ParameterCount);
        Assert.Equal(Shakespeare.Vocabulary, Plays.Vocabulary.Count);
        Assert.Equal((12, 64), (Recipe.NanoGpt.Windows, Recipe.NanoGpt.WindowLength));
    }

    /// <summary>Its recipe is compared with nanoGPT's: a step reads as much.</summary>
    [Fact]
    public void FastModel_IsSmaller_AndReadsAsMuch()
    {
        Assert.Equal(673_152, FastShakespeare.ParameterCount);
        Assert.Equal((Recipe.NanoGpt.Windows, Recipe.NanoGpt.WindowLength), (Recipe.Fast.Windows, Recipe.Fast.WindowLength));
        Assert.Equal(Shakespeare.Vocabulary, FastShakespeare.Vocabulary);
    }

    [Fact]
    public void Vocabulary_IsThatOfTheText() =>
        Assert.Equal(CharacterVocabulary.FromText(Plays.ReadText()).Characters, Plays.Vocabulary.Characters);

    [Fact]
    public void Plays_AreSplitAsNanoGptSplitsThem()
    {
        Assert.Equal((1_003_854, 111_540), (Plays.Training.Length, Plays.Validation.Length));
        Assert.StartsWith("First Citizen:\n", Plays.Vocabulary.Decode(Plays.Training.Span[..15]));
        Assert.EndsWith("Whiles thou art waking.\n", Plays.Vocabulary.Decode(Plays.Validation.Span[^24..]));
    }

    // nanoGPT, get_lr: (it + 1) / (warmup_iters + 1) of the rate, then 0.5 (1 + cos(pi ratio)) between both rates.
    [Theory]
    [InlineData(0, 1e-3 / 101)]
    [InlineData(99, 1e-3 * 100 / 101)]
    [InlineData(100, 1e-3)]
    [InlineData(1050, 5.5e-4)]
    [InlineData(2000, 1e-4)]
    [InlineData(9999, 1e-4)]
    public void LearningRate_IsNanoGpts(long step, double expected)
    {
        Assert.Equal(expected, Recipe.NanoGpt.Optimizer.LearningRate.At(step), precision: 12);
    }

    [Fact]
    public void HeldOutWindows_AreAllWholeOnes()
    {
        ConsecutiveWindows windows = Recipe.NanoGpt.HeldOutWindows(Plays);
        Batch batch = new(Shakespeare.Shape);
        int labels = 0;

        for (; windows.Fill(batch); batch.Clear())
        {
            labels += batch.LabelCount;
        }

        Assert.Equal((111_540 - 1) / 64 * 64, labels);
    }

    [Theory]
    [InlineData("caf\u00e9", "--prompt: character 4, '\u00e9', does not occur in the plays")]
    [InlineData("a\tb", "--prompt: character 2, U+0009, does not occur in the plays")]
    [InlineData("\U0001F600", "--prompt: character 1, '\U0001F600', does not occur in the plays")]
    [InlineData("a\ud800", "--prompt: character 2, '\ufffd', does not occur in the plays")]
    public void EncodePrompt_UnknownCharacter_IsNamedWithItsPlace(string prompt, string sentence)
    {
        UsageException exception = Assert.Throws<UsageException>(() => Plays.EncodePrompt(prompt));

        Assert.StartsWith(sentence, exception.Message);
    }

    [Fact]
    public void Meter_AveragesTheFirstStepsAlike()
    {
        TrainingMeter meter = new(target: 2);
        _ = meter.Add(new TrainingStep(1, 4, 0, 0, 768, TimeSpan.Zero));
        TrainingState state = meter.Add(new TrainingStep(2, 3, 0, 0, 768, TimeSpan.Zero));

        Assert.Equal((3.5, TimeSpan.Zero), (state.Loss, state.TimeLeft));
        Assert.Equal((2, 1536), (meter.Steps, meter.Tokens));
    }
}
