using System;
using System.IO;
using System.Text;

namespace Weft;

/// <summary>
/// Writes a file whole or not at all: under another name in the same folder, to the disk, then over the old one. Several processes may
/// write one at a time: each reader sees what one of them wrote, and the last one stays.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Replaces <paramref name="path"/>, or what it links to, by what <paramref name="write"/> writes.</summary>
    /// <exception cref="IOException">Something failed: the old file is as it was, and the new one is gone.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, PartialFile.Create);

    /// <summary>Replaces <paramref name="path"/> by a text in UTF-8.</summary>
    /// <exception cref="IOException">Something failed: the old file is as it was, and the new one is gone.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>The same over streams that <paramref name="create"/> opens: how a full disk is tested.</summary>
    internal static void Write(string path, Action<Stream> write, Func<string, FileStream> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Try(path, () => Replace(FinalTarget(path), write, create));
    }

    /// <summary>Finds out, before long work, whether a file can be written there.</summary>
    /// <exception cref="IOException">It cannot, by the same sentence; nothing has changed.</exception>
    public static void CheckWritable(string path) => Try(path, () =>
    {
        if (Directory.Exists(path))
        {
            throw new IOException("It is a folder.");
        }

        using FileStream stream = PartialFile.Create(FinalTarget(path));
        PartialFile.Delete(stream.Name);
    });

    private static void Try(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (IsOfTheSystem(exception))
        {
            throw new IOException($"{path} could not be written; if it existed, it is unchanged. {exception.Message}", exception);
        }
    }

    // The last of them is what .NET makes of a file that is larger than the file system or a limit allows.
    private static bool IsOfTheSystem(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };

    // A link stays one: who has it may have it because the file is too large for this disk.
    private static string FinalTarget(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    private static void Replace(string target, Action<Stream> write, Func<string, FileStream> create)
    {
        PartialFile.DeleteAbandoned(target);
        using FileStream stream = create(target);

        try
        {
            KeepMode(target, stream);
            write(stream);
            stream.Flush(flushToDisk: true);

            // Before it is closed, and so before another process may take it for abandoned.
            File.Move(stream.Name, target, overwrite: true);
        }
        catch
        {
            PartialFile.Delete(stream.Name);

            throw;
        }

        FolderSync.Flush(Path.GetDirectoryName(Path.GetFullPath(target))!);
    }

    // What only its owner could read stays so.
    private static void KeepMode(string target, FileStream stream)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            UnixFileMode mode = File.GetUnixFileMode(target);

            if (mode != File.GetUnixFileMode(stream.SafeFileHandle))
            {
                File.SetUnixFileMode(stream.SafeFileHandle, mode);
            }
        }
    }
}
