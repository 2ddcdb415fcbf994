using System.IO;

namespace Weft.Tool.Files;

/// <summary>A folder that a verb writes to.</summary>
internal static class OutputFolder
{
    /// <summary>Makes it where it is not there.</summary>
    /// <exception cref="IOException">It is a file; the message names it.</exception>
    public static void Create(string path)
    {
        Refuse(path);
        _ = Directory.CreateDirectory(path);
    }

    /// <summary>Checks that it can be a folder.</summary>
    /// <exception cref="IOException">It is a file; the message names it.</exception>
    public static void Refuse(string path)
    {
        if (File.Exists(path))
        {
            throw new IOException($"{path}: this is a file and no folder.");
        }
    }
}
