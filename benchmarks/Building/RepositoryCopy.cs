using System;
using System.IO;

namespace Weft.Benchmarks.Building;

/// <summary>The sources of the project without what builds leave beside them, so that a build of the copy disturbs nobody.</summary>
internal static class RepositoryCopy
{
    private static readonly string[] LeftOut = ["bin", "obj", "artifacts", "TestResults", ".git", ".vs", ".idea"];

    /// <summary>Copies a folder and those below it.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="destination">Where to; it is made.</param>
    public static void Write(string source, string destination)
    {
        _ = Directory.CreateDirectory(destination);

        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(destination, Path.GetFileName(file)));
        }

        foreach (string folder in Directory.EnumerateDirectories(source))
        {
            string name = Path.GetFileName(folder);

            if (Array.IndexOf(LeftOut, name) < 0)
            {
                Write(folder, Path.Combine(destination, name));
            }
        }
    }
}
