using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using Weft.Tool.Viewing;

namespace Weft.Tool.Evaluating;

/// <summary>
/// A text in windows that a model reads each by itself, so that every token is predicted once. A window begins with the tokens that the
/// vocabulary puts before a text, or else with the last token of the window before, which it only reads: the first token of such a text
/// is never predicted.
/// </summary>
internal sealed class TextWindows
{
    private const int ShortSequence = 16;

    private readonly int[] _tokens;
    private readonly int[] _prefix;
    private readonly int[] _suffix;
    private readonly int _maxLength;

    private TextWindows(int[] tokens, (int[] Prefix, int[] Suffix) ends, int maxLength)
    {
        _tokens = tokens;
        (_prefix, _suffix) = ends;
        _maxLength = maxLength;
    }

    /// <summary>Tokens of the text.</summary>
    public int Tokens => _tokens.Length;

    /// <summary>Tokens that are predicted.</summary>
    public int Predicted => _tokens.Length - this.First;

    // The first token that is predicted.
    private int First => _prefix.Length > 0 ? 0 : 1;

    /// <summary>Divides a text.</summary>
    /// <param name="name">The text's file.</param>
    /// <param name="text">The text.</param>
    /// <param name="tokens">The vocabulary.</param>
    /// <param name="shape">The model's constants.</param>
    /// <exception cref="IOException">The text is none that the model can read; the message says why.</exception>
    public static TextWindows Create(string name, string text, TextTokens tokens, ModelDescription shape)
    {
        try
        {
            int[] plain = tokens.EncodePlainly(text);
            (int[] Prefix, int[] Suffix) ends = EndsOf(tokens.Encode(text), plain);

            return new TextWindows(Check(name, plain, ends.Prefix, shape), ends, shape.MaxLength);
        }
        catch (ArgumentException exception)
        {
            throw new IOException($"{name}: {exception.Message.Split(" (Parameter")[0]}", exception);
        }
    }

    /// <summary>The text as windows that are read side by side, a token of each at a time.</summary>
    /// <param name="slots">Windows side by side.</param>
    public IEnumerable<TextStep> Steps(int slots)
    {
        foreach ((int[] Tokens, int Given)[] group in this.All().Chunk(slots))
        {
            for (int position = 0; position < group[0].Tokens.Length - 1; position++)
            {
                int[] read = [.. Enumerable.Range(0, group.Length).Where(slot => position < group[slot].Tokens.Length - 1)];

                yield return new TextStep(
                    position == 0,
                    read,
                    [.. read.Select(slot => group[slot].Tokens[position])],
                    [.. read.Select(slot => position + 1 >= group[slot].Given ? group[slot].Tokens[position + 1] : (int?)null)]);
            }
        }
    }

    /// <summary>
    /// The text as whole sequences, between the special tokens that the vocabulary has for the ends of a text. As many tokens are in short
    /// ones as in long ones: of 16 tokens, 32, 16, 64, 16, 32, 16, 128 and so on, up to the longest.
    /// </summary>
    public IEnumerable<int[]> Sequences()
    {
        int ends = _prefix.Length + _suffix.Length;

        for ((int start, int index) = (0, 1); start < _tokens.Length; index++)
        {
            int length = (int)Math.Min(_maxLength, (long)ShortSequence << BitOperations.TrailingZeroCount(index));
            int end = Math.Min(start + Math.Max(length - ends, 1), _tokens.Length);

            yield return [.. _prefix, .. _tokens[start..end], .. _suffix];

            start = end;
        }
    }

    // What is read, and how many tokens at its beginning are not predicted.
    private IEnumerable<(int[] Tokens, int Given)> All()
    {
        int given = Math.Max(_prefix.Length, 1);

        // The last token of a window is predicted, not read.
        int most = _maxLength + 1 - given;

        for (int start = this.First; start < _tokens.Length; start += most)
        {
            int[] piece = _tokens[start..Math.Min(start + most, _tokens.Length)];

            yield return (_prefix.Length > 0 ? [.. _prefix, .. piece] : [_tokens[start - 1], .. piece], given);
        }
    }

    // What stands around the text where the vocabulary has special tokens for its ends.
    private static (int[] Prefix, int[] Suffix) EndsOf(int[] whole, int[] plain)
    {
        int at = whole.AsSpan().IndexOf(plain);

        return at < 0 ? ([], []) : (whole[..at], whole[(at + plain.Length)..]);
    }

    private static int[] Check(string name, int[] tokens, int[] prefix, ModelDescription shape)
    {
        if (tokens.Length + prefix.Length < 2)
        {
            throw new IOException($"{name}: the text has {tokens.Length} tokens, and none to predict.");
        }

        int greatest = tokens.Concat(prefix).Max();

        int vocabulary = Math.Max(shape.SourceVocabulary, shape.TargetVocabulary);

        return greatest < vocabulary
            ? tokens
            : throw new IOException(
                $"{name}: the tokenizer gives token {greatest}, and the model has {vocabulary} tokens; " +
                "it is that of another model.");
    }
}
