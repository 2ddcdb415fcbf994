using Xunit;

namespace Weft.Samples.Tests;

/// <summary>What the command line means, and the sentence for each mistake.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void Parse_Options_SetTheirSettings()
    {
        Settings expected = new() { Text = "talk.txt", Epochs = 3, Seed = 7, Folder = "x", Threads = 2, Help = true };

        Assert.Equal(expected, CommandLine.Parse(["--text", "talk.txt", "--epochs=3", "--seed", "7", "--folder", "x", "--threads", "2", "-h"]));
        Assert.Equal(new Settings { Speech = "But soft" }, CommandLine.Parse(["But", "soft"]));
    }

    [Theory]
    [InlineData("--epochs is '0'; it must be a whole number from 1 to 100.", "--epochs", "0")]
    [InlineData("--text is empty; it needs a name.", "--text", "")]
    [InlineData("--folder is empty; it needs a name.", "--folder=")]
    [InlineData("--text trains, and a speech asks what was trained: only one of them is possible.", "--text", "a.txt", "But soft")]
    [InlineData("There is no option --epoch; did you mean --epochs?", "--epoch", "3")]
    public void Parse_Mistake_SaysWhatIsWrong(string message, params string[] arguments) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => CommandLine.Parse(arguments)).Message);
}
