using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Weft.Tokenizers;

namespace Weft.Samples;

/// <summary>One vocabulary of subwords for both languages, learnt from the training sentences and kept in two files beside the checkpoint.</summary>
internal sealed class Subwords
{
    private readonly BpeVocabulary _vocabulary;
    private readonly BpeTextTokenizer _tolerant;

    private Subwords(BpeVocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        _tolerant = new BpeTextTokenizer(vocabulary, UnknownCharacters.BecomeUnknown);
        this.StartToken = _tolerant.Special.Beginning!.Value;
        this.EndToken = _tolerant.Special.End!.Value;
    }

    /// <summary>Token ids are 0 .. Count - 1.</summary>
    public int Count => _vocabulary.Count;

    /// <summary>What the decoder starts from.</summary>
    public int StartToken { get; }

    /// <summary>What ends a sentence.</summary>
    public int EndToken { get; }

    /// <summary>Learns a vocabulary. A character that occurs but once is left to the unknown token, so that this token is learnt too.</summary>
    /// <exception cref="ArgumentException">The sentences have more characters than the vocabulary has room for.</exception>
    public static Subwords Learn(ParallelText training, int size, CancellationToken cancellation)
    {
        BpeLearner learner = new()
        {
            VocabularySize = size,
            MinimumCharacterCount = 2,
            Format = new BpeFormat { Level = BpeLevel.Character },
        };

        return new Subwords(learner.Learn(training.Sources.Concat(training.Targets), cancellation));
    }

    /// <summary>Reads the vocabulary of a checkpoint.</summary>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static Subwords Load(string checkpoint) => new(BpeVocabulary.Load(VocabularyPath(checkpoint), MergesPath(checkpoint)));

    /// <summary>Writes the vocabulary beside a checkpoint.</summary>
    public void Save(string checkpoint) => _vocabulary.Save(VocabularyPath(checkpoint), MergesPath(checkpoint));

    /// <summary>Sentence pairs in subwords; characters without a token become the unknown one.</summary>
    public SentencePairs Encode(ParallelText text, int maximumLength) =>
        new(this.Encode(text.Sources), this.Encode(text.Targets), this.StartToken, this.EndToken, maximumLength);

    private static string VocabularyPath(string checkpoint) => Path.ChangeExtension(checkpoint, ".vocab.json");

    private static string MergesPath(string checkpoint) => Path.ChangeExtension(checkpoint, ".merges.txt");

    private List<int[]> Encode(IReadOnlyList<string> sentences) => [.. sentences.Select(_tolerant.Encode)];
}
