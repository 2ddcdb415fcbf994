using Weft.Benchmarks.Building;
using Xunit;

namespace Weft.Benchmarks.Tests;

public sealed class TaskSummaryTests
{
    private const string Output = """

        Project Performance Summary:
             1500 ms  /tmp/consumer/Consumer.csproj              1 calls
                      12 ms  GetTargetFrameworks                        1 calls

        Target Performance Summary:
                5 ms  Csc                                        1 calls
             1432 ms  CoreCompile                                1 calls

        Task Performance Summary:
                0 ms  Message                                    2 calls
             1432 ms  Csc                                        1 calls
               17 ms  CscPath                                    1 calls

        """;

    [Theory]
    [InlineData("Csc", 1432)]
    [InlineData("Message", 0)]
    public void Milliseconds_AreThoseOfTheTask(string task, double expected)
    {
        Assert.Equal(expected, TaskSummary.Milliseconds(Output, task));
        Assert.Equal(expected, TaskSummary.Milliseconds(Output.ReplaceLineEndings("\r\n"), task));
    }

    [Theory]
    [InlineData(Output, "CoreCompile")]
    [InlineData(Output, "Sc")]
    [InlineData("Build succeeded.", "Csc")]
    public void Milliseconds_OfATaskThatDidNotRun_AreAnError(string output, string task) => Assert.StartsWith(
        $"The build did not run its task {task}: ",
        Assert.Throws<BenchmarkException>(() => TaskSummary.Milliseconds(output, task)).Message);
}
