using Xunit;

namespace Weft.Samples.Tests;

/// <summary>What the command line means, and the sentence for each mistake.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void Parse_Nothing_Trains()
    {
        Assert.Equal(new Settings(), CommandLine.Parse([]));
        Assert.True(CommandLine.Parse([]).Trains);
    }

    [Fact]
    public void Parse_TrainingOptions_SetTheirSettings()
    {
        Settings expected = new()
        {
            Data = "folder", Source = "en", Target = "de", Lowercase = true, Steps = 50, Threads = 3, Resume = true, Seed = ulong.MaxValue,
            Checkpoint = "a=b", Help = true,
        };

        Assert.Equal(expected, CommandLine.Parse(
            ["--data", "folder", "--source=en", "--target", "de", "--lowercase", "--steps", "50", "--threads=3", "--resume", "--seed", "18446744073709551615",
                "--checkpoint=a=b", "-h"]));
    }

    [Fact]
    public void Parse_OtherActions_DoNotTrain()
    {
        Assert.Equal(("text", false), (CommandLine.Parse(["--translate", "text"]).Translate, CommandLine.Parse(["--translate", "text"]).Trains));
        Assert.Equal((true, false), (CommandLine.Parse(["--prompt"]).Prompt, CommandLine.Parse(["--prompt"]).Trains));
        Assert.Equal((true, false), (CommandLine.Parse(["--evaluate", "--data", "x"]).Evaluate, CommandLine.Parse(["--evaluate"]).Trains));
    }

    [Fact]
    public void Parse_SearchOptions_SetTheirSettings() => Assert.Equal(
        new Settings { Evaluate = true, Beams = 3, LengthPenalty = 1.25f, Average = 10 },
        CommandLine.Parse(["--evaluate", "--beams", "3", "--length-penalty", "1.25", "--average", "10"]));

    [Fact]
    public void Parse_Report_IsOfTraining() => Assert.Equal(new Settings { Report = "run" }, CommandLine.Parse(["--report", "run"]));

    [Theory]
    [InlineData("--report FILE tells of training, which --translate, --prompt and --evaluate do not do, and needs the name of a file.", "--report", "run", "--evaluate")]
    [InlineData("--beams is '6'; it must be a whole number from 1 to 5.", "--beams", "6")]
    [InlineData("--length-penalty is '-1'; it must be a number from 0 to 10.", "--length-penalty", "-1")]
    [InlineData("There is no option --step; did you mean --steps?", "--step", "3")]
    [InlineData("'text' is not an option; options begin with two dashes.", "text")]
    [InlineData("--translate needs a value: --translate TEXT.", "--translate")]
    [InlineData("--translate needs a value: --translate TEXT.", "--translate", "--prompt")]
    [InlineData("--prompt takes no value.", "--prompt=text")]
    [InlineData("--steps is '0'; it must be a whole number from 1 to 10000000.", "--steps", "0")]
    [InlineData("--threads is '1025'; it must be a whole number from 1 to 1024.", "--threads", "1025")]
    [InlineData("--seed is '-1'; it must be a whole number from 0 to 18446744073709551615.", "--seed", "-1")]
    [InlineData("--checkpoint is empty; it needs the name of a file.", "--checkpoint", "")]
    [InlineData("--data needs two languages: --source and --target, such as --source en --target de.", "--data", "x")]
    [InlineData("--data needs two languages: --source and --target, such as --source en --target de.", "--data", "x", "--source", "en")]
    [InlineData("--data needs two languages: --source and --target, such as --source en --target de.", "--data", "x", "--source", "en", "--target", "en")]
    [InlineData("--source, --target and --lowercase say how to read --data, which is not given.", "--lowercase")]
    [InlineData("--translate, --prompt and --evaluate are three things to do: only one of them is possible.", "--translate", "text", "--evaluate")]
    [InlineData("--resume trains, and --translate, --prompt and --evaluate do not: only one of them is possible.", "--prompt", "--resume")]
    public void Parse_Mistake_IsToldInOneSentence(string sentence, params string[] arguments)
    {
        UsageException exception = Assert.Throws<UsageException>(() => CommandLine.Parse(arguments));

        Assert.Equal(sentence, exception.Message);
    }

    [Theory]
    [InlineData("--data FOLDER")]
    [InlineData("(default: 1500, with --data 8000)")]
    [InlineData("(default: 1337)")]
    [InlineData("(default: tatoeba.safetensors, with --data multi30k.safetensors)")]
    [InlineData("--translate \"\uc548\ub155.\"")]
    public void Help_NamesOptionsDefaultsAndExamples(string part)
    {
        Assert.Contains(part, CommandLine.Help);
    }
}
