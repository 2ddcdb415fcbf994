using System;
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
    private readonly BpeTextTokenizer _strict;

    private Subwords(BpeVocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        _tolerant = new BpeTextTokenizer(vocabulary, UnknownCharacters.BecomeUnknown);
        _strict = new BpeTextTokenizer(vocabulary);
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
    /// <exception cref="IOException">The sentences have more characters than the vocabulary has room for, or one that it cannot hold.</exception>
    public static Subwords Learn(ParallelText training, int size, CancellationToken cancellation)
    {
        BpeLearner learner = new()
        {
            VocabularySize = size,
            MinimumCharacterCount = 2,
            Format = new BpeFormat { Level = BpeLevel.Character },
        };

        try
        {
            return new Subwords(learner.Learn(training.Sources.Concat(training.Targets), cancellation));
        }
        catch (ArgumentException exception)
        {
            throw new IOException($"The sentences of {training.Name} give no vocabulary: {Sentence(exception)}", exception);
        }
    }

    /// <summary>Reads the vocabulary of a checkpoint.</summary>
    /// <param name="checkpoint">The checkpoint's file.</param>
    /// <param name="size">Subwords that the model has room for.</param>
    /// <exception cref="IOException">A file is missing or damaged, or has no place in the model.</exception>
    public static Subwords Load(string checkpoint, int size)
    {
        BpeVocabulary vocabulary = BpeVocabulary.Load(VocabularyPath(checkpoint), MergesPath(checkpoint));

        if (vocabulary.Count > size)
        {
            throw new IOException($"{VocabularyPath(checkpoint)} has {vocabulary.Count} subwords; the model has room for {size}.");
        }

        try
        {
            return new Subwords(vocabulary);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new IOException($"{VocabularyPath(checkpoint)} is no vocabulary of a translator: it lacks a token among {SpecialTokens.BeginningName}, {SpecialTokens.EndName} and {SpecialTokens.UnknownName}.", exception);
        }
    }

    /// <summary>Writes the vocabulary beside a checkpoint.</summary>
    public void Save(string checkpoint) => _vocabulary.Save(VocabularyPath(checkpoint), MergesPath(checkpoint));

    /// <summary>The subwords of a sentence; characters without one become the unknown token.</summary>
    public int[] Encode(string sentence) => _tolerant.Encode(sentence);

    /// <summary>The subwords of a sentence that a user has written.</summary>
    /// <exception cref="SentenceException">A character has none.</exception>
    public int[] EncodeStrictly(string sentence)
    {
        try
        {
            return _strict.Encode(sentence);
        }
        catch (ArgumentException exception)
        {
            throw new SentenceException(Sentence(exception));
        }
    }

    /// <summary>The text of tokens. Special ones have none, nor have those of a model that are more than the vocabulary: it may be smaller than the model has room for.</summary>
    public string Decode(int[] tokens) => _tolerant.Decode([.. tokens.Where(token => token < this.Count)]);

    /// <summary>Sentence pairs in subwords; characters without one become the unknown token.</summary>
    /// <exception cref="IOException">No pair is of use, or a sentence has a character that no vocabulary can hold.</exception>
    public SentencePairs Encode(ParallelText text, int maximumLength)
    {
        try
        {
            return new SentencePairs([.. text.Sources.Select(this.Encode)], [.. text.Targets.Select(this.Encode)], this.StartToken, this.EndToken, maximumLength);
        }
        catch (ArgumentException exception)
        {
            throw new IOException($"The sentences of {text.Name} cannot be used: {Sentence(exception)}", exception);
        }
    }

    private static string VocabularyPath(string checkpoint) => Path.ChangeExtension(checkpoint, ".vocab.json");

    private static string MergesPath(string checkpoint) => Path.ChangeExtension(checkpoint, ".merges.txt");

    // Without the name of the parameter, which means nothing to a user.
    private static string Sentence(ArgumentException exception) =>
        exception.ParamName is null ? exception.Message : exception.Message.Replace($" (Parameter '{exception.ParamName}')", string.Empty, StringComparison.Ordinal);
}
