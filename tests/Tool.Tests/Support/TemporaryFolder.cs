using System;
using System.IO;

namespace Weft.Tool.Tests;

/// <summary>A folder that is gone with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-");

    /// <summary>Its path.</summary>
    public string Path => _folder.FullName;

    /// <summary>A path in it.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>Writes a text and gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this.PathOf(name), text);

        return this.PathOf(name);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
