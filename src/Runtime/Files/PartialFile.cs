using System;
using System.IO;

namespace Weft;

/// <summary>
/// A file that is being written, beside the one that it will replace and under a name of its own. It is locked until it has the final name:
/// one that nobody holds was left behind by a process that was killed.
/// </summary>
internal static class PartialFile
{
    private const string Extension = ".partial";
    private const int BufferBytes = 1 << 16;
    private const int RandomLetters = 8;
    private const int Attempts = 4;

    // Open under its final name for a moment, it may be read, and Windows renames only what is shared for that.
    private const FileShare Share = FileShare.Read | FileShare.Delete;

    /// <summary>Creates one.</summary>
    /// <param name="target">What it will replace.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static FileStream Create(string target)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = $"{target}.{Path.GetRandomFileName().AsSpan(0, RandomLetters)}{Extension}";

            try
            {
                FileStream stream = new(path, FileMode.CreateNew, FileAccess.Write, Share, BufferBytes);

                if (File.Exists(path))
                {
                    return stream;
                }

                // Another process has found it between its creation and its lock.
                stream.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
                // Or is about to delete it; what stands in the way of every file does so again.
            }
        }
    }

    /// <summary>Deletes what killed processes have left of a file.</summary>
    public static void DeleteAbandoned(string target)
    {
        string name = Path.GetFileName(target);
        string folder = Path.GetDirectoryName(Path.GetFullPath(target))!;

        foreach (string path in Directory.EnumerateFiles(folder, "*" + Extension))
        {
            if (IsOf(Path.GetFileName(path), name))
            {
                DeleteAbandonedFile(path);
            }
        }
    }

    /// <summary>Deletes one that is not needed any more, if that is possible.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one worth telling.
        }
    }

    private static bool IsOf(string partial, string name) =>
        partial.Length == name.Length + 1 + RandomLetters + Extension.Length
        && partial.StartsWith(name, StringComparison.Ordinal)
        && partial[name.Length] == '.'
        && !partial.AsSpan(name.Length + 1, RandomLetters).ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789");

    private static void DeleteAbandonedFile(string path)
    {
        try
        {
            using FileStream unused = new(
                path, FileMode.Open, FileAccess.ReadWrite, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None);
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody writes it.
        }
    }
}
