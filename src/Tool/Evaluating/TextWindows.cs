using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Tool.Viewing;

namespace Weft.Tool.Evaluating;

/// <summary>
/// A text in windows that a model reads each by itself, so that every token is predicted once. A window begins with the tokens that the
/// vocabulary puts before a text, or else with the last token of the window before, which it only reads: the first token of such a text
/// is never predicted.
/// </summary>
internal sealed class TextWindows
{
    private readonly int[] _tokens;
    private readonly int[] _prefix;
    private readonly int _maxLength;

    private TextWindows(int[] tokens, int[] prefix, int maxLength)
    {
        _tokens = tokens;
        _prefix = prefix;
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
            int[] prefix = Prefix(tokens.Encode(text), plain);

            return new TextWindows(Check(name, plain, prefix, shape), prefix, shape.MaxLength);
        }
        catch (ArgumentException exception)
        {
            throw new IOException($"{name}: {exception.Message.Split(" (Parameter")[0]}", exception);
        }
    }

    /// <summary>The windows: what is read, and how many tokens at its beginning are not predicted.</summary>
    public IEnumerable<(int[] Tokens, int Given)> All()
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

    // What stands before the text where the vocabulary has special tokens for its ends.
    private static int[] Prefix(int[] whole, int[] plain)
    {
        int at = whole.AsSpan().IndexOf(plain);

        return at > 0 ? whole[..at] : [];
    }

    private static int[] Check(string name, int[] tokens, int[] prefix, ModelDescription shape)
    {
        if (tokens.Length + prefix.Length < 2)
        {
            throw new IOException($"{name}: the text has {tokens.Length} tokens, and none to predict.");
        }

        int greatest = tokens.Concat(prefix).Max();

        return greatest < shape.TargetVocabulary
            ? tokens
            : throw new IOException(
                $"{name}: the tokenizer gives token {greatest}, and the model has {shape.TargetVocabulary} tokens; " +
                "it is that of another model.");
    }
}
