using Xunit;

namespace Weft.Samples.Tests;

/// <summary>What the command line means, and the sentence for each mistake.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void Parse_Nothing_GivesDefaults()
    {
        Assert.Equal(new Settings(), CommandLine.Parse([]));
    }

    [Fact]
    public void Parse_EveryOption_SetsItsSetting()
    {
        Settings expected = new()
        {
            Steps = 50, Threads = 3, Resume = true, Prompt = "ROMEO:", Temperature = 0.5f, Seed = ulong.MaxValue, Checkpoint = "a=b", Help = true,
            Distributed = true, Batches = 4, Report = "run", Optimizer = "adamw", Fast = true, Rate = 0.25f, Moments = "float8",
        };

        Assert.Equal(expected, CommandLine.Parse(
            [
                "--steps", "50", "--threads=3", "--resume", "--prompt", "ROMEO:", "--temperature", "0.5", "--seed", "18446744073709551615", "--checkpoint=a=b", "-h", "--distributed", "--batches", "4",
                "--report", "run", "--optimizer", "adamw", "--fast", "--rate", "0.25", "--moments", "float8",
            ]));
        Assert.True(CommandLine.Parse(["--generate-only"]).GenerateOnly);
        Assert.Equal("muon", CommandLine.Parse(["--optimizer=muon"]).Optimizer);
    }

    [Fact]
    public void Parse_OptionTwice_TakesTheLast()
    {
        Assert.Equal(7, CommandLine.Parse(["--steps", "5", "--steps", "7"]).Steps);
    }

    [Theory]
    [InlineData("There is no option --step; did you mean --steps?", "--step", "3")]
    [InlineData("There is no option --genrate; did you mean --generate-only?", "--genrate")]
    [InlineData("There is no option --xyz.", "--xyz")]
    [InlineData("'50' is not an option; options begin with two dashes.", "50")]
    [InlineData("--steps needs a value: --steps N.", "--steps")]
    [InlineData("--prompt needs a value: --prompt TEXT.", "--prompt", "--resume")]
    [InlineData("--resume takes no value.", "--resume=yes")]
    [InlineData("--steps is 'many'; it must be a whole number from 1 to 1000000.", "--steps", "many")]
    [InlineData("--steps is '0'; it must be a whole number from 1 to 1000000.", "--steps", "0")]
    [InlineData("--steps is '1e3'; it must be a whole number from 1 to 1000000.", "--steps", "1e3")]
    [InlineData("--threads is '99999999999'; it must be a whole number from 1 to 1024.", "--threads", "99999999999")]
    [InlineData("--temperature is 'NaN'; it must be a number from 0 to 10.", "--temperature", "NaN")]
    [InlineData("--seed is '-1'; it must be a whole number from 0 to 18446744073709551615.", "--seed", "-1")]
    [InlineData("--prompt is empty; it needs at least one character.", "--prompt=")]
    [InlineData("--checkpoint is empty; it needs the name of a file.", "--checkpoint", "")]
    [InlineData("--resume trains and --generate-only does not: only one of them is possible.", "--generate-only", "--resume")]
    [InlineData("--distributed trains and --generate-only does not: only one of them is possible.", "--generate-only", "--distributed")]
    [InlineData("--report FILE tells of training, which --generate-only does not do, and needs the name of a file.", "--report", "run", "--generate-only")]
    [InlineData("--report FILE tells of training, which --generate-only does not do, and needs the name of a file.", "--report=")]
    [InlineData("--rate is '2'; it must be a number from 0 to 1.", "--rate", "2")]
    [InlineData("--optimizer is 'lion'; it must be adamw or muon.", "--optimizer", "lion")]
    [InlineData("--moments is 'int8'; it must be float32 or bfloat16 or float8.", "--moments", "int8")]
    [InlineData("--moments float8 is of adamw, and not of --optimizer muon.", "--moments", "float8", "--optimizer", "muon")]
    [InlineData("--batches is '0'; it must be a whole number from 1 to 1024.", "--batches", "0")]
    public void Parse_Mistake_IsToldInOneSentence(string sentence, params string[] arguments)
    {
        UsageException exception = Assert.Throws<UsageException>(() => CommandLine.Parse(arguments));

        Assert.Equal(sentence, exception.Message);
    }

    [Theory]
    [InlineData("--steps N")]
    [InlineData("(default: 2000)")]
    [InlineData("(default: 1337)")]
    [InlineData("(default: 0.8)")]
    [InlineData("(default: shakespeare.safetensors, with --fast shakespeare-fast.safetensors)")]
    [InlineData("--generate-only --prompt \"ROMEO:\"")]
    public void Help_NamesOptionsDefaultsAndExamples(string part)
    {
        Assert.Contains(part, CommandLine.Help);
    }
}
