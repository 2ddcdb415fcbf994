using System;
using System.IO;
using System.Threading;
using Weft.Extensions.AI;
using Weft.Tokenizers;

namespace Weft.Samples;

/// <summary>The encoder that makes embeddings, with the weights of the package that samples/Search tells of; loaded when it is first asked.</summary>
internal sealed class ServedEncoder(ServeOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private Workers? _workers;
    private MiniLM? _model;
    private TextEmbeddingGenerator? _generator;
    private bool _disposed;

    /// <summary>Its name.</summary>
    public const string Id = "all-minilm-l6-v2";

    /// <summary>Numbers of an embedding.</summary>
    public static int Dimensions => MiniLM.Shape.Outputs;

    /// <summary>What makes the embeddings.</summary>
    /// <exception cref="IOException">The weights cannot be read.</exception>
    public TextEmbeddingGenerator Generator
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);

                return _generator ??= this.Load();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _generator?.Dispose();
            _workers?.Dispose();
            _model?.Dispose();
        }
    }

    private TextEmbeddingGenerator Load()
    {
        ModelFiles files = new(Path.Combine(AppContext.BaseDirectory, "model"));
        files.Ensure();
        Tokenizer tokenizer = Tokenizer.Load(files.Vocabulary);
        _model ??= MiniLM.Load(files.Weights);
        _workers ??= new Workers(options.Threads);

        return TextEmbeddingGenerator.Create(_model, tokenizer, new TextEmbeddingSettings { Workers = _workers });
    }
}
