using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_Whole_ReplacesTheFile()
    {
        File.WriteAllText(_folder["file"], "old");
        AtomicFile.Write(_folder["file"], static stream => stream.Write("new"u8));

        Assert.Equal("new", File.ReadAllText(_folder["file"]));
        Assert.Equal(["file"], _folder.Files);
    }

    // As .NET says them: ENOSPC, and EFBIG.
    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(ArgumentOutOfRangeException))]
    public void Write_DiskFull_KeepsTheOldFileAndNamesIt(Type type)
    {
        Exception full = type == typeof(IOException) ? new IOException("No space") : new ArgumentOutOfRangeException("value", "No space");
        File.WriteAllText(_folder["file"], "old");

        IOException exception = Assert.Throws<IOException>(() =>
            AtomicFile.Write(_folder["file"], static stream => stream.Write(new byte[100]), path => new FullDisk(path + ".partial", full)));

        Assert.Contains(_folder["file"], exception.Message, StringComparison.Ordinal);
        Assert.Contains("No space", exception.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(_folder["file"]));
        Assert.Equal(["file"], _folder.Files);
    }

    [Fact]
    public void CheckWritable_OfAFileThatIsThere_ChangesNothing()
    {
        File.WriteAllText(_folder["file"], "old");
        AtomicFile.CheckWritable(_folder["file"]);
        AtomicFile.CheckWritable(_folder["another"]);

        Assert.Equal("old", File.ReadAllText(_folder["file"]));
        Assert.Equal(["file"], _folder.Files);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("missing/file")]
    public void CheckWritable_WhereNothingCanBeWritten_NamesIt(string name)
    {
        _ = Directory.CreateDirectory(_folder["folder"]);
        IOException exception = Assert.Throws<IOException>(() => AtomicFile.CheckWritable(_folder[name]));

        Assert.StartsWith($"{_folder[name]} could not be written; if it existed, it is unchanged. ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WriterFails_KeepsTheOldFile()
    {
        File.WriteAllText(_folder["file"], "old");

        Assert.Throws<InvalidTimeZoneException>(() => AtomicFile.Write(_folder["file"], static stream =>
        {
            stream.Write("half"u8);

            throw new InvalidTimeZoneException();
        }));
        Assert.Equal("old", File.ReadAllText(_folder["file"]));
        Assert.Equal(["file"], _folder.Files);
    }

    [Fact]
    public void Write_MissingFolder_NamesTheFile()
    {
        string path = Path.Combine(_folder["nowhere"], "file");

        Assert.Contains(path, Assert.Throws<IOException>(() => AtomicFile.Write(path, static _ => { })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OntoAFolder_NamesItAndLeavesNothing()
    {
        Directory.CreateDirectory(_folder["folder"]);

        Assert.Contains(_folder["folder"], Assert.Throws<IOException>(() => AtomicFile.Write(_folder["folder"], static _ => { })).Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Files);
    }

    [Fact]
    public void Write_WhileAnotherWrites_KeepsBothWholeAndTheLast()
    {
        AtomicFile.Write(_folder["file"], stream =>
        {
            stream.Write("first"u8);
            AtomicFile.Write(_folder["file"], static other => other.Write("second"u8));

            Assert.Equal("second", File.ReadAllText(_folder["file"]));
        });
        Assert.Equal("first", File.ReadAllText(_folder["file"]));
        Assert.Equal(["file"], _folder.Files);
    }

    [Fact]
    public void Write_WhileAnotherWritesAndFails_LeavesTheOtherItsFile()
    {
        AtomicFile.Write(_folder["file"], stream =>
        {
            stream.Write("first"u8);

            Assert.Throws<IOException>(() => AtomicFile.Write(_folder["file"], static _ => throw new IOException("no")));
        });
        Assert.Equal("first", File.ReadAllText(_folder["file"]));
        Assert.Equal(["file"], _folder.Files);
    }

    [Fact]
    public void Write_BesideWhatAKilledProcessLeft_DeletesThatAndNothingElse()
    {
        string[] others = ["file.mine.partial", "file.ABCDEFGH.partial", "other.abcdefgh.partial", "file.abcdefgh.partial2"];
        File.WriteAllText(_folder["file.abcdefg8.partial"], "half");
        Array.ForEach(others, name => File.WriteAllText(_folder[name], "whole"));
        AtomicFile.WriteText(_folder["file"], "new");

        Assert.Equal(others.Append("file").Order(StringComparer.Ordinal), _folder.Files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Write_ALink_WritesWhatItLeadsTo()
    {
        _ = Directory.CreateDirectory(_folder["elsewhere"]);
        File.WriteAllText(_folder["elsewhere/file"], "old");
        _ = File.CreateSymbolicLink(_folder["first"], _folder["elsewhere/file"]);
        _ = File.CreateSymbolicLink(_folder["second"], "first");
        AtomicFile.WriteText(_folder["second"], "new");

        Assert.Equal("new", File.ReadAllText(_folder["elsewhere/file"]));
        Assert.Equal("first", new FileInfo(_folder["second"]).LinkTarget);
        Assert.Equal(["first", "second"], _folder.Files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Write_ALinkToNothing_MakesTheFile()
    {
        _ = File.CreateSymbolicLink(_folder["link"], "file");
        AtomicFile.WriteText(_folder["link"], "new");

        Assert.Equal("new", File.ReadAllText(_folder["file"]));
        Assert.Equal("file", new FileInfo(_folder["link"]).LinkTarget);
    }

    [Fact]
    public void Write_ALinkToItself_NamesIt()
    {
        _ = File.CreateSymbolicLink(_folder["link"], "link");

        Assert.Contains(_folder["link"], Assert.Throws<IOException>(() => AtomicFile.WriteText(_folder["link"], "new")).Message, StringComparison.Ordinal);
        Assert.Equal("link", new FileInfo(_folder["link"]).LinkTarget);
    }

    [Fact]
    public void Write_AFileThatOnlyItsOwnerReads_KeepsItsMode()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.WriteAllText(_folder["file"], "old");
        File.SetUnixFileMode(_folder["file"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        AtomicFile.WriteText(_folder["file"], "new");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["file"]));
    }

    private sealed class FullDisk(string path, Exception full) : FileStream(path, FileMode.Create, FileAccess.Write)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer[..(buffer.Length / 2)]);

            throw full;
        }
    }
}
