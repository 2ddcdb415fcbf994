using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;

namespace Weft.Samples;

/// <summary>Answers a question: reads the model and the index, which are made first where they are missing.</summary>
/// <param name="output">Receives the passages.</param>
/// <param name="error">Receives what is going on.</param>
/// <param name="settings">What is asked.</param>
internal sealed class SearchJob(TextWriter output, TextWriter error, Settings settings)
{
    private const int Reports = 10;

    /// <summary>Prints the passages.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="IOException">A file is damaged, or cannot be read or written.</exception>
    public void Run(CancellationToken cancellation)
    {
        Library library = settings.Text is null ? TextFiles.LoadPlays() : TextFiles.Load(settings.Text);
        ModelFiles files = new(settings.Folder);
        files.Ensure();
        using SentenceEncoder encoder = new(files, settings.Threads);
        string path = Path.Combine(settings.Folder, this.IndexName());
        SearchIndex index = SearchIndex.Open(path, library) ?? this.MakeIndex(encoder, library, path, cancellation);
        float[] question = new float[SentenceEncoder.Size];
        encoder.Encode([settings.Question], question);

        foreach ((int passage, float score) in index.Find(question, settings.Count))
        {
            this.Print(library.Passages[passage], score);
        }
    }

    // Each text has an index of its own.
    private string IndexName()
    {
        if (settings.Text is null)
        {
            return "plays.index.safetensors";
        }

        string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.Text));
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..8];

        return $"{Path.GetFileName(path)}-{hash}.index.safetensors";
    }

    private SearchIndex MakeIndex(SentenceEncoder encoder, Library library, string path, CancellationToken cancellation)
    {
        int count = library.Passages.Count;
        int interval = Math.Max(count / Reports, SentenceEncoder.MostTexts);
        float[] vectors = new float[count * SentenceEncoder.Size];
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Encoding {count:N0} passages of {library.Name}, once."));

        for (int first = 0; first < count; first += SentenceEncoder.MostTexts)
        {
            cancellation.ThrowIfCancellationRequested();
            string[] texts = [.. library.Passages.Skip(first).Take(SentenceEncoder.MostTexts).Select(static passage => passage.Text)];
            encoder.Encode(texts, vectors.AsSpan(first * SentenceEncoder.Size));
            int done = first + texts.Length;

            if (done / interval > first / interval)
            {
                error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {done:N0} of {count:N0}"));
            }
        }

        SearchIndex index = new(vectors);
        index.Save(path, library);

        return index;
    }

    private void Print(Passage passage, float score)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{score:F3}  {passage.Source}, line {passage.Line}"));

        foreach (string line in passage.Text.Split('\n'))
        {
            output.WriteLine(line.Length == 0 ? line : $"    {line}");
        }

        output.WriteLine();
    }
}
