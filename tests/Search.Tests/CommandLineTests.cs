using Xunit;

namespace Weft.Samples.Tests;

/// <summary>What the command line means, and the sentence for each mistake.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void Parse_Options_SetTheirSettings()
    {
        Settings expected = new() { Question = "a ghost", Text = "docs", Count = 3, Folder = "x", Threads = 2, Help = true };

        Assert.Equal(expected, CommandLine.Parse(["--text", "docs", "a", "--count=3", "--folder", "x", "ghost", "--threads", "2", "-h"]));
    }

    [Theory]
    [InlineData("There is no question; it stands behind the options, such as \"a ghost asks for revenge\".")]
    [InlineData("There is no question; it stands behind the options, such as \"a ghost asks for revenge\".", "--count", "3")]
    [InlineData("There is no question; it stands behind the options, such as \"a ghost asks for revenge\".", " ")]
    [InlineData("--count is '0'; it must be a whole number from 1 to 1000.", "--count", "0", "a")]
    [InlineData("--text is empty; it needs a name.", "--text", "", "a")]
    [InlineData("--folder is empty; it needs a name.", "--folder=", "a")]
    [InlineData("--text needs a value: --text PATH.", "a", "--text")]
    [InlineData("There is no option --texts; did you mean --text?", "--texts", "a")]
    public void Parse_Mistake_SaysWhatIsWrong(string message, params string[] arguments) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => CommandLine.Parse(arguments)).Message);
}
