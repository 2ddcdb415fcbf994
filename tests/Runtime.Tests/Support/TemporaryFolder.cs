using System;
using System.IO;

namespace Weft.Runtime.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public string[] Files => [.. Array.ConvertAll(_folder.GetFiles(), static file => file.Name)];

    public void Dispose() => _folder.Delete(recursive: true);
}
