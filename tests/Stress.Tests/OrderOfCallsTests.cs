using System;
using System.Collections.Generic;
using Weft.Stress.Kills;
using Xunit;

namespace Weft.Stress.Tests;

public sealed class OrderOfCallsTests
{
    private const string Write = "7 pwrite64(27</f/file.abc.partial>, \"\"..., 100, 0) = 100";
    private const string Sync = "7 fsync(27</f/file.abc.partial>) = 0";
    private const string Rename = "7 rename(\"/f/file.abc.partial\", \"/f/file\") = 0";
    private const string SyncFolder = "7 fsync(28</f>) = 0";

    [Fact]
    public void Judge_AsItShouldBe_FindsNothing()
    {
        Assert.Null(Judge(Write, Sync, Rename, SyncFolder));
        Assert.Null(Judge(Write, "8 write(1</dev/null>, \"\"..., 3) = 3", Sync, "7 renameat2(AT_FDCWD, \"/f/file.abc.partial\", AT_FDCWD, \"/f/file\", 0) = 0", SyncFolder));
    }

    [Theory]
    [InlineData("before its bytes", new[] { Write, Rename, SyncFolder })]
    [InlineData("before its bytes", new[] { Write, Rename, Sync, SyncFolder })]
    [InlineData("before its bytes", new[] { Write, Sync, Write, Rename, SyncFolder })]
    [InlineData("the name was not", new[] { Write, Sync, Rename })]
    [InlineData("the name was not", new[] { Write, Sync, SyncFolder, Rename })]
    [InlineData("0 of 1", new[] { Write, Sync, SyncFolder })]
    [InlineData("in its place", new[] { "7 write(27</f/file>, \"\"..., 100) = 100", "7 fsync(27</f/file>) = 0" })]
    public void Judge_AnotherOrder_SaysWhatIsWrong(string problem, string[] lines) => Assert.Contains(problem, Judge(lines), StringComparison.Ordinal);

    private static string? Judge(params IEnumerable<string> lines) => OrderOfCalls.Judge(lines, "/f", "/f/file", saves: 1);
}
