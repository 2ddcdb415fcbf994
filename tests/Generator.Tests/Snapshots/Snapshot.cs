using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using DiffEngine;
using Weft.Generator.Emission;
using Xunit.Sdk;

namespace Weft.Generator.Tests.Snapshots;

/// <summary>
/// Compares text with verified files, which lie in <c>_snapshots</c> beside the test: <c>Class.Test#Hint.verified.cs</c>. On a mismatch
/// the text is written to <c>.received.</c> beside it and a diff tool opens; accept it by moving the one over the other, or all at once
/// as docs/testing.md says. The convention is that of Verify.SourceGenerators.
/// </summary>
internal static class Snapshot
{
    /// <summary>Set to true, it makes whatever is generated the verified text.</summary>
    public const string AcceptVariable = "WEFT_ACCEPT_SNAPSHOTS";

    /// <summary>Verifies the files that were generated for one case: every one of them, and no other.</summary>
    public static void Verify(
        IEnumerable<GeneratedSource> sources, string? name = null, [CallerFilePath] string file = "", [CallerMemberName] string test = "") =>
        VerifyAll(Prefix(file, test, name), [.. sources.Select(static source => (source.HintName, source.Text))]);

    /// <summary>Verifies one text.</summary>
    /// <param name="text">What was generated.</param>
    /// <param name="name">The case, where a test has several.</param>
    /// <param name="hint">What the file is, with its extension.</param>
    /// <param name="file">The file of the test.</param>
    /// <param name="test">The test.</param>
    public static void Verify(
        string text, string? name = null, string hint = "text.cs", [CallerFilePath] string file = "", [CallerMemberName] string test = "") =>
        VerifyAll(Prefix(file, test, name), [(hint, text)]);

    private static string Prefix(string file, string test, string? name) => Path.Combine(
        Path.GetDirectoryName(file)!, "_snapshots", $"{Path.GetFileNameWithoutExtension(file)}.{test}{(name is null ? "" : $".{name}")}#");

    private static void VerifyAll(string prefix, (string Hint, string Text)[] sources)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(prefix)!);
        bool isAccepted = string.Equals(Environment.GetEnvironmentVariable(AcceptVariable), "true", StringComparison.OrdinalIgnoreCase) && !IsTemporary(prefix);
        string[] verified = [.. sources.Select(source => PathOf(prefix, source.Hint, "verified"))];
        List<string> mismatches = [];

        if (isAccepted)
        {
            Accept(prefix, sources, verified);
            return;
        }

        foreach ((string hint, string text) in sources)
        {
            mismatches.AddRange(Compare(PathOf(prefix, hint, "verified"), PathOf(prefix, hint, "received"), text.Replace("\r\n", "\n")));
        }

        mismatches.AddRange(Stale(prefix, verified).Select(static path => $"{Path.GetFileName(path)}: nothing was generated for it; delete it."));

        if (mismatches.Count > 0)
        {
            throw new XunitException(string.Join(Environment.NewLine, mismatches));
        }
    }

    private static IEnumerable<string> Stale(string prefix, string[] verified) =>
        Directory.GetFiles(Path.GetDirectoryName(prefix)!, Path.GetFileName(prefix) + "*.verified.*").Except(verified);

    private static void Accept(string prefix, (string Hint, string Text)[] sources, string[] verified)
    {
        foreach (string stale in Stale(prefix, verified))
        {
            File.Delete(stale);
        }

        foreach ((string hint, string text) in sources)
        {
            File.WriteAllText(PathOf(prefix, hint, "verified"), text.Replace("\r\n", "\n"));
            File.Delete(PathOf(prefix, hint, "received"));
        }
    }

    // The helper's own tests expect mismatches.
    private static bool IsTemporary(string prefix) => prefix.StartsWith(Path.GetTempPath(), StringComparison.Ordinal);

    private static IEnumerable<string> Compare(string verified, string received, string text)
    {
        string expected = File.Exists(verified) ? File.ReadAllText(verified).Replace("\r\n", "\n") : "";

        if (File.Exists(verified) && expected == text)
        {
            File.Delete(received);
            yield break;
        }

        File.WriteAllText(received, text);
        LaunchTool(received, verified);

        string[] left = expected.Split('\n');
        string[] right = text.Split('\n');
        int line = left.Zip(right).TakeWhile(static pair => pair.First == pair.Second).Count();
        yield return $"{Path.GetFileName(verified)}, line {line + 1}:\n  verified: {left.ElementAtOrDefault(line)}\n  received: {right.ElementAtOrDefault(line)}";
    }

    // DiffEngine stays quiet on the build servers it knows, and where DiffEngine_Disabled says so.
    private static void LaunchTool(string received, string verified)
    {
        if (Environment.GetEnvironmentVariable("CI") != "true" && !DiffRunner.Disabled)
        {
            DiffRunner.Launch(received, verified);
        }
    }

    // Tiny.Forward.g.cs becomes Tiny.Forward.g.verified.cs; a hint's folder becomes part of the name.
    private static string PathOf(string prefix, string hint, string kind) =>
        $"{prefix}{Path.GetFileNameWithoutExtension(hint.Replace('/', '.'))}.{kind}{Path.GetExtension(hint)}";
}
