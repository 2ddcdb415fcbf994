using System;
using System.IO;
using System.Linq;
using DiffEngine;
using Weft.Generator.Emission;
using Weft.Generator.Tests.Documentation;
using Xunit;
using Xunit.Sdk;

namespace Weft.Generator.Tests.Snapshots;

/// <summary>The snapshot helper itself, on a folder that is deleted again.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("weft-snapshots").FullName;

    private readonly bool _disabled = DiffRunner.Disabled;

    // No diff tool may open for the mismatches that these tests are about.
    public SnapshotTests() => DiffRunner.Disabled = true;

    private string File => Path.Combine(_folder, "KernelTests.cs");

    public void Dispose()
    {
        DiffRunner.Disabled = _disabled;
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A test that goes takes its snapshots along: nobody else would notice that nothing verifies them.</summary>
    [Fact]
    public void VerifiedFiles_HaveATest()
    {
        string[] tests = [.. typeof(SnapshotTests).Assembly.GetTypes().SelectMany(static type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}"))];
        string[] files = Directory.GetFiles(Repository.PathOf("tests/Generator.Tests"), "*.verified.*", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Contains(string.Join('.', Path.GetFileName(file).Split('#')[0].Split('.').Take(2)), tests));
    }

    [Fact]
    public void NewText_IsReceivedAndFails()
    {
        Assert.Throws<XunitException>(() => this.Verify("a\nb\n"));

        Assert.Equal("a\nb\n", System.IO.File.ReadAllText(this.PathOf("KernelTests.Emit.Small#Tiny.Forward.g.received.cs")));
    }

    [Fact]
    public void AcceptedText_Passes()
    {
        this.Accept("a\r\nb\n");

        this.Verify("a\nb\n");
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "_snapshots")));
    }

    [Fact]
    public void ChangedText_NamesTheLine()
    {
        this.Accept("a\nb\nc\n");
        XunitException exception = Assert.Throws<XunitException>(() => this.Verify("a\nB\nc\n"));

        Assert.Contains("KernelTests.Emit.Small#Tiny.Forward.g.verified.cs, line 2", exception.Message, StringComparison.Ordinal);
        this.Verify("a\nb\nc\n");
        Assert.False(System.IO.File.Exists(this.PathOf("KernelTests.Emit.Small#Tiny.Forward.g.received.cs")));
    }

    [Fact]
    public void FileThatIsNoLongerGenerated_Fails()
    {
        this.Accept("a");
        System.IO.File.WriteAllText(this.PathOf("KernelTests.Emit.Small#Tiny.Decode.g.verified.cs"), "");

        XunitException exception = Assert.Throws<XunitException>(() => this.Verify("a"));
        Assert.StartsWith("KernelTests.Emit.Small#Tiny.Decode.g.verified.cs: nothing was generated", exception.Message, StringComparison.Ordinal);
    }

    private void Verify(string text) => Snapshot.Verify([new GeneratedSource("Tiny.Forward.g.cs", text)], "Small", this.File, "Emit");

    private void Accept(string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "_snapshots"));
        System.IO.File.WriteAllText(this.PathOf("KernelTests.Emit.Small#Tiny.Forward.g.verified.cs"), text);
    }

    private string PathOf(string name) => Path.Combine(_folder, "_snapshots", name);
}
