using System;
using System.IO;

namespace Weft.Benchmarks.Suite;

/// <summary>The sources that this program was built from.</summary>
internal static class Repository
{
    private const string Mark = "Generator.sln";

    /// <summary>The folder with the solution.</summary>
    /// <exception cref="BenchmarkException">The program does not stand among its sources.</exception>
    public static string Root
    {
        get
        {
            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, Mark)))
                {
                    return folder.FullName;
                }
            }

            throw new BenchmarkException($"There is no {Mark} above {AppContext.BaseDirectory}: this benchmark needs the sources of the project.");
        }
    }
}
