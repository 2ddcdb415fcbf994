using System.Linq;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>Who says what in a text, and what is held out of it.</summary>
public sealed class DialogueTests
{
    [Fact]
    public void Load_ThePlays_TakesThoseWhoSpeakMost()
    {
        Dialogue plays = Dialogue.Load(path: null, mostSpeakers: 10, seed: 1);

        Assert.Equal(["GLOUCESTER", "DUKE VINCENTIO", "PETRUCHIO", "ROMEO"], plays.Speakers.Take(4));
        Assert.Equal((10, 924, 230), (plays.Speakers.Count, plays.Training.Count, plays.HeldOut.Count));
        Assert.Contains(plays.Training.Concat(plays.HeldOut), static speech => speech.Text.Contains("But, soft! what light through yonder window breaks? It is the east", System.StringComparison.Ordinal));
    }

    [Fact]
    public void Load_OfASeed_HoldsOutTheSame()
    {
        Dialogue first = Dialogue.Load(path: null, mostSpeakers: 10, seed: 3);
        Dialogue again = Dialogue.Load(path: null, mostSpeakers: 10, seed: 3);
        Dialogue other = Dialogue.Load(path: null, mostSpeakers: 10, seed: 4);

        Assert.Equal(first.HeldOut, again.HeldOut);
        Assert.Equal(first.Training, again.Training);
        Assert.NotEqual(first.HeldOut, other.HeldOut);
        Assert.Equal(first.Training.Concat(first.HeldOut).OrderBy(static speech => speech.Text), other.Training.Concat(other.HeldOut).OrderBy(static speech => speech.Text));
    }

    [Fact]
    public void Read_ShortSpeechesAndParagraphsOfNobody_AreLeftOut()
    {
        string text = string.Join("\r\n\r\n", Enumerable.Range(0, 5).SelectMany(static number => (string[])
        [
            $"Ann:\r\nOne two three four five six seven\r\neight {number}.",
            $"Ben:\r\nEight words are what a speech needs here {number}.",
            "Cid:\r\nToo short.",
            "A scene: nobody speaks in this paragraph of many words.",
        ]));
        Dialogue dialogue = Dialogue.Read(text, mostSpeakers: 10, seed: 1)!;
        string[] texts = [.. dialogue.Training.Concat(dialogue.HeldOut).Select(speech => $"{dialogue.Speakers[speech.Speaker]}: {speech.Text}").Order()];

        Assert.Equal((8, 2), (dialogue.Training.Count, dialogue.HeldOut.Count));
        Assert.Equal("Ann: One two three four five six seven eight 0.", texts[0]);
        Assert.Equal("Ben: Eight words are what a speech needs here 4.", texts[9]);
        Assert.Null(Dialogue.Read(text.Replace("Ben:", "Ann:", System.StringComparison.Ordinal), 10, 1));
    }
}
