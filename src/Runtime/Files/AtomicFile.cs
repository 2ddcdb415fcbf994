using System;
using System.IO;
using System.Text;

namespace Weft;

/// <summary>Writes a file whole or not at all: under another name in the same folder, to the disk, then over the old one.</summary>
internal static class AtomicFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Replaces <paramref name="path"/> by what <paramref name="write"/> writes.</summary>
    /// <exception cref="IOException">Something failed: the old file is as it was, and the new one is gone.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, Create);

    /// <summary>Replaces <paramref name="path"/> by a text in UTF-8.</summary>
    /// <exception cref="IOException">Something failed: the old file is as it was, and the new one is gone.</exception>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>The same over streams that <paramref name="create"/> opens: how a full disk is tested.</summary>
    internal static void Write(string path, Action<Stream> write, Func<string, FileStream> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string partial = path + ".partial";

        try
        {
            using (FileStream stream = create(partial))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Delete(partial);

            throw new IOException($"{path} could not be written; if it existed, it is unchanged. {exception.Message}", exception);
        }
        catch
        {
            Delete(partial);

            throw;
        }
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes);

    private static void Delete(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one worth telling.
        }
    }
}
