using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Generator.Tests.Documentation;

namespace Weft.Generator.Tests.Rooms;

/// <summary>The text of everything that is published: what readers of any part may expect of a file.</summary>
internal static class SourceFiles
{
    private static readonly string[] Parts = ["src/Generator", "src/Runtime", "src/Tokenizers", "src/Import", "src/Extensions.AI", "src/Serving", "src/Distributed", "src/Tool"];

    /// <summary>Every line, and where it stands.</summary>
    public static IEnumerable<(string Place, string Text)> Lines =>
        from part in Parts
        from path in Directory.EnumerateFiles(Repository.PathOf(part), "*.cs", SearchOption.AllDirectories)
        where !IsBuilt(path)
        from line in File.ReadLines(path).Index()
        select ($"{Path.GetRelativePath(Repository.PathOf("src"), path)}({line.Index + 1})", line.Item);

    private static bool IsBuilt(string path) => path.Split(Path.DirectorySeparatorChar).Any(static folder => folder is "bin" or "obj");
}
