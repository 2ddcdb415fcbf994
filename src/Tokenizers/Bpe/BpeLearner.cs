using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;

namespace Weft.Tokenizers;

/// <summary>
/// Learns a BPE vocabulary. The same texts give the same vocabulary, in whatever order they come. For one vocabulary of two languages, as
/// shared embeddings need it, learn from both sides of the corpus at once.
/// </summary>
public sealed record BpeLearner
{
    private static readonly string[] SpecialNames =
        [SpecialTokens.PaddingName, SpecialTokens.BeginningName, SpecialTokens.EndName, SpecialTokens.UnknownName];

    /// <summary>
    /// Tokens to end up with, special ones and single bytes or characters included; fewer where the texts have no more pairs.
    /// </summary>
    public int VocabularySize { get; init; } = 10_000;

    /// <summary>What tokens are made of, and how texts are split.</summary>
    public BpeFormat Format { get; init; } = new();

    /// <summary>How often a pair must occur to become a token, 1 or more.</summary>
    public long MinimumCount { get; init; } = 2;

    /// <summary>
    /// How often a character must occur to become a token, 1 or more; rarer ones are left to the unknown token. At
    /// <see cref="BpeLevel.Character"/> only.
    /// </summary>
    public long MinimumCharacterCount { get; init; } = 1;

    /// <summary>
    /// Learns from texts, one sentence or line each. Ids 0 to 3 are the special tokens, then come single bytes or characters, then merges.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The vocabulary size leaves no room for merges, there is nothing to learn from, or a text cannot be used.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public BpeVocabulary Learn(IEnumerable<string> texts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(this.MinimumCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(this.MinimumCharacterCount, 1);
        PieceCounts pieces = new(this.Format);

        foreach (string text in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            pieces.Add(text);
        }

        List<string> tokens = [.. SpecialNames, .. this.Alphabet(pieces)];
        this.RequireRoom(tokens.Count, pieces);
        MergeLearner learner = new(tokens);
        this.AddWords(learner, pieces, tokens);
        List<(string Left, string Right)> merges = learner.Learn(this.VocabularySize, this.MinimumCount, cancellation);

        return new BpeVocabulary(tokens, merges, this.Format);
    }

    private IEnumerable<string> Alphabet(PieceCounts pieces)
    {
        if (this.Format.Level == BpeLevel.Byte)
        {
            return ByteSymbols.All;
        }

        SortedDictionary<Rune, long> characters = pieces.Characters();
        characters[new Rune(PieceSplitter.SpaceMark)] = long.MaxValue;

        return characters.Where(character => character.Value >= this.MinimumCharacterCount)
            .Select(static character => character.Key.ToString());
    }

    private void RequireRoom(int taken, PieceCounts pieces)
    {
        if (pieces.IsEmpty)
        {
            throw new ArgumentException("There is no text to learn a vocabulary from.", "texts");
        }

        if (this.VocabularySize < taken)
        {
            string singles = this.Format.Level == BpeLevel.Byte ? "bytes" : "characters";

            throw new ArgumentException(
                $"A vocabulary of {this.VocabularySize} is too small: {SpecialNames.Length} special tokens and " +
                $"{taken - SpecialNames.Length} {singles} take {taken}.",
                nameof(this.VocabularySize));
        }
    }

    private void AddWords(MergeLearner learner, PieceCounts pieces, List<string> tokens)
    {
        Dictionary<string, int> ids =
            tokens.Select(static (token, id) => KeyValuePair.Create(token, id)).ToDictionary(StringComparer.Ordinal);

        foreach ((string piece, long count) in pieces.InOrder())
        {
            List<int> run = [];

            foreach (string symbol in this.Symbols(piece))
            {
                // A merges file separates by white space, and nothing can be merged with a character that has no token.
                if (ids.TryGetValue(symbol, out int id) && !string.IsNullOrWhiteSpace(symbol))
                {
                    run.Add(id);
                    continue;
                }

                learner.AddWord([.. run], count);
                run.Clear();
            }

            learner.AddWord([.. run], count);
        }
    }

    private IEnumerable<string> Symbols(string piece) => this.Format.Level == BpeLevel.Byte
        ? Encoding.UTF8.GetBytes(piece).Select(static value => ByteSymbols.All[value])
        : piece.EnumerateRunes().Select(static character => character.ToString());
}
