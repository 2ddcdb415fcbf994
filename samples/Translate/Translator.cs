using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Weft.Samples;

/// <summary>Translates text.</summary>
/// <param name="search">The model.</param>
/// <param name="subwords">Its vocabulary.</param>
/// <param name="lowercase">Whether it knows lower case only.</param>
internal sealed class Translator(ISearch search, Subwords subwords, bool lowercase)
{
    // Often enough to be stopped, seldom enough to keep the model's batches full.
    private const int ChunkSentences = 256;

    /// <summary>Translates a sentence that a user has written.</summary>
    /// <exception cref="SentenceException">It is empty or too long, or has a character that the model does not know.</exception>
    public string Translate(string sentence)
    {
        string text = sentence.Trim();

        if (text.Length == 0)
        {
            throw new SentenceException("The sentence is empty.");
        }

        int[] source = subwords.EncodeStrictly(lowercase ? text.ToLowerInvariant() : text);

        return source.Length < search.LongestSource
            ? subwords.Decode(search.Translate([[.. source, subwords.EndToken]])[0])
            : throw new SentenceException($"The sentence has {source.Length} subwords; the model reads {search.LongestSource - 1} at most.");
    }

    /// <summary>Translates sentences of a corpus. Characters that the model does not know become the unknown token; a sentence that is too long has an empty translation.</summary>
    /// <param name="sentences">In the case of the corpus.</param>
    /// <param name="cancellation">Looked at now and then.</param>
    /// <returns>The translations, and how many sentences were too long.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public (IReadOnlyList<string> Translations, int TooLong) TranslateAll(IReadOnlyList<string> sentences, CancellationToken cancellation)
    {
        string[] translations = new string[sentences.Count];
        Array.Fill(translations, string.Empty);

        // Sentences of like lengths take like numbers of steps.
        (int Index, int[] Source)[] sources = [.. sentences
            .Select((sentence, index) => (Index: index, Source: (int[])[.. subwords.Encode(sentence), subwords.EndToken]))
            .Where(item => item.Source.Length <= search.LongestSource)
            .OrderBy(static item => item.Source.Length)];

        foreach ((int Index, int[] Source)[] chunk in sources.Chunk(ChunkSentences))
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<int[]> found = search.Translate([.. chunk.Select(static item => item.Source)]);

            for (int item = 0; item < chunk.Length; item++)
            {
                translations[chunk[item].Index] = subwords.Decode(found[item]);
            }
        }

        return (translations, sentences.Count - sources.Length);
    }
}
