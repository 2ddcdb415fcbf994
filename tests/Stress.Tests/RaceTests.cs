using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Weft.Stress.Races;
using Xunit;

namespace Weft.Stress.Tests;

public sealed class RaceTests
{
    private const int X = 0;
    private const int Y = 1;

    public static TheoryData<string> Changes => [.. Protocols.Broken.Select(static item => item.Change)];

    /// <summary>The accesses of a method that the models follow, in their order.</summary>
    public static TheoryData<string, string, string[]> Methods => new()
    {
        { "Signal.cs", "public int Value", ["Volatile.Read(ref _value.Value)"] },
        { "Signal.cs", "public void Advance()", ["Interlocked.Increment(ref _value.Value)", "Volatile.Read(ref _parked.Value) != 0", "signal.Pulse()"] },
        { "Signal.cs", "private void Pulse()", ["lock (_monitor)", "Monitor.PulseAll(_monitor)"] },
        { "Signal.cs", "public void WaitPast(int seen)", ["this.Value == seen", "ParkPast(wait.Seen)"] },
        {
            "Signal.cs", "private void ParkPast(int seen)",
            ["lock (_monitor)", "Interlocked.Increment(ref _parked.Value)", "while (this.Value == seen)", "Monitor.Wait(_monitor)", "Interlocked.Decrement(ref _parked.Value)"]
        },
        {
            "TeamState.cs", "public void Barrier()",
            [
                "int phase = _phase.Value", "Interlocked.Increment(ref _arrived.Value) == count", "_arrived.Value = 0", "this.SetClaims(0)", "_phase.Advance()",
                "if (!_stopped)", "_phase.WaitPast(phase)", "this.LeaveIfStopped()",
            ]
        },
        { "TeamState.cs", "public void Stop()", ["_stopped = true", "this.SetClaims(int.MaxValue)", "_phase.Advance()"] },
        { "TeamState.cs", "private void SetClaims(int value)", ["Volatile.Write(ref claimed.Value, value)"] },
        { "Team.cs", "private static bool TryClaim(", ["Volatile.Read(ref claimed)", "Interlocked.Increment(ref claimed)"] },
        {
            "Workers.cs", "private Exception? RunOn(",
            ["int finished = _finish.Value", "_work = work", "_running.Value =", "_starts[joining].Advance()", "this.Execute(worker: 0)", "_finish.WaitPast(finished)", "_work = null"]
        },
        {
            "Workers.cs", "private void Loop(int worker)",
            ["start.WaitPast(started)", "if (_disposed)", "this.Execute(worker)", "Interlocked.Decrement(ref _running.Value) == 0", "_finish.Advance()"]
        },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Run_WithoutAFence_FindsWhatGoesWrong(string change) => Assert.Contains(
        Protocols.Broken.Single(item => item.Change == change).Protocols, static protocol => new Explorer(protocol).Run() is not null);

    // Those of three threads take seconds: `races` explores them too.
    [Fact]
    public void Run_SmallProtocols_FindsNothing() =>
        Assert.All(Protocols.All.Where(static protocol => protocol.Threads.Length == 2), static protocol => Assert.Null(new Explorer(protocol).Run()));

    /// <summary>Each thread writes one place and reads the other: without fences both may read what was there before.</summary>
    [Theory]
    [InlineData((int)Ordering.Volatile, true)]
    [InlineData((int)Ordering.Fence, false)]
    public void Run_StoreBuffering_OnlyFencesForbidIt(int ordering, bool isSeen)
    {
        void Write(ProtocolThread thread, int own, int other)
        {
            thread.Add(0, own, 1, (Ordering)ordering);
            thread.Load(1, other, Ordering.Volatile);
            thread.Store(own + 2, static registers => registers[1] + 1, Ordering.Volatile);
        }

        Assert.Equal(isSeen, new Explorer(Protocol.Of("store buffering", 4, 0, thread => Write(thread, X, Y), thread => Write(thread, Y, X), static thread =>
        {
            thread.Load(0, 2, Ordering.Volatile);
            thread.Load(1, 3, Ordering.Volatile);
            thread.Check(static registers => !(registers[0] == 1 && registers[1] == 1), "both have read zero");
        })).Run() is not null);
    }

    /// <summary>What is written before a flag is seen behind it, where both are volatile.</summary>
    [Theory]
    [InlineData((int)Ordering.Plain, (int)Ordering.Volatile, true)]
    [InlineData((int)Ordering.Volatile, (int)Ordering.Plain, true)]
    [InlineData((int)Ordering.Volatile, (int)Ordering.Volatile, false)]
    public void Run_MessagePassing_NeedsBothEnds(int write, int read, bool isSeen) => Assert.Equal(isSeen, new Explorer(Protocol.Of(
        "message passing", 2, 0,
        thread =>
        {
            thread.Store(X, 1, Ordering.Plain);
            thread.Store(Y, 1, (Ordering)write);
        },
        thread =>
        {
            thread.Load(0, Y, (Ordering)read);
            thread.Load(1, X, Ordering.Plain);
            thread.Check(static registers => registers[0] == 0 || registers[1] == 1, "the flag without the message");
        })).Run() is not null);

    [Theory]
    [MemberData(nameof(Changes))]
    public void Sources_NameTheCaseThatNeedsAnOrder(string change)
    {
        string[] words = change.Split([".", ": "], 2 + 1, StringSplitOptions.None);
        string comments = Regex.Replace(string.Join(' ', File.ReadLines(PathOf($"{words[0].Split(':')[0]}.cs")).Select(static line => line.Trim())), " // ", " ");

        Assert.Contains($"\"{words[^1]}\"", comments, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Sources_AccessMemoryAsTheModelsDo(string file, string method, string[] accesses)
    {
        string text = File.ReadAllText(PathOf(file));
        int at = text.IndexOf(method, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} has no {method}");

        foreach (string access in accesses)
        {
            int next = text.IndexOf(access, at, StringComparison.Ordinal);
            Assert.True(next >= 0, $"{method}: '{access}' does not follow what stands before it.");
            at = next + access.Length;
        }
    }

    private static string PathOf(string file, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "Runtime", "Threading", file);
}
