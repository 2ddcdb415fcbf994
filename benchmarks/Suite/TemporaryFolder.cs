using System;
using System.IO;

namespace Weft.Benchmarks.Suite;

/// <summary>A folder that goes when its user does.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("weft-benchmarks-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(this.Path, recursive: true);
}
