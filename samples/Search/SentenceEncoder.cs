using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Weft.Tokenizers;

namespace Weft.Samples;

/// <summary>Makes vectors of texts: of texts that mean alike, they point the same way.</summary>
internal sealed class SentenceEncoder : IDisposable
{
    /// <summary>Texts that are encoded at once.</summary>
    public const int MostTexts = 16;

    private readonly MiniLM _model;
    private readonly Workers _workers;
    private readonly MiniLM.Inference _session;
    private readonly Tokenizer _tokenizer;

    /// <summary>Reads the model.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="threads">Threads to run on; 0 for one per processor.</param>
    /// <exception cref="System.IO.IOException">A file is damaged or cannot be read.</exception>
    public SentenceEncoder(ModelFiles files, int threads)
    {
        _tokenizer = files.LoadTokenizer().WithTruncation(new Truncation { MaximumLength = MiniLM.Shape.MaxLength });
        _model = files.LoadModel();
        _workers = new Workers(threads);
        _session = _model.StartInference(_workers);
    }

    /// <summary>Floats of a vector.</summary>
    public static int Size => MiniLM.Shape.Outputs;

    /// <summary>The tokens of a text, as many as the model reads.</summary>
    public int[] Tokenize(string text) => _tokenizer.Encode(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    /// <summary>Encodes texts.</summary>
    /// <param name="texts">1 to <see cref="MostTexts"/>.</param>
    /// <param name="vectors">Gets a vector of length 1 for each.</param>
    public void Encode(IReadOnlyList<string> texts, Span<float> vectors)
    {
        int[][] sequences = [.. texts.Select(this.Tokenize)];
        _session.Run(sequences);

        for (int text = 0; text < texts.Count; text++)
        {
            _session.Pool(text, Pooling.Mean, vectors.Slice(text * Size, Size), normalize: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _workers.Dispose();
        _model.Dispose();
    }
}
