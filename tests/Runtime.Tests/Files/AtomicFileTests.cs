using System;
using System.IO;
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

    [Fact]
    public void Write_DiskFull_KeepsTheOldFileAndNamesIt()
    {
        File.WriteAllText(_folder["file"], "old");

        IOException exception = Assert.Throws<IOException>(() =>
            AtomicFile.Write(_folder["file"], static stream => stream.Write(new byte[100]), static path => new FullDisk(path)));

        Assert.Contains(_folder["file"], exception.Message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", exception.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(_folder["file"]));
        Assert.Equal(["file"], _folder.Files);
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

    private sealed class FullDisk(string path) : FileStream(path, FileMode.Create, FileAccess.Write)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer[..(buffer.Length / 2)]);

            throw new IOException("No space left on device");
        }
    }
}
