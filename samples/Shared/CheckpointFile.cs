using System;
using System.IO;

namespace Weft.Samples;

/// <summary>Finds out early what would otherwise be known after minutes of training.</summary>
internal static class CheckpointFile
{
    /// <summary>Checks that the file is there.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public static void CheckExists(string path)
    {
        if (!File.Exists(path))
        {
            throw new IOException($"{path}: there is no such checkpoint; train one first, or name another with --checkpoint.");
        }
    }

    /// <summary>Checks that a file can be made beside <paramref name="path"/>, which is how it will be written.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public static void CheckWritable(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder; --checkpoint needs the name of a file.");
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            throw new IOException($"{path} could not be written: there is no folder {folder}.");
        }

        try
        {
            using FileStream probe = new(path + ".probe", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} could not be written: {exception.Message}", exception);
        }
    }
}
