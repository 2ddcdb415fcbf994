using System;
using System.IO;
using System.Linq;

namespace Weft.Tool.Viewing;

/// <summary>A vocabulary: the tokens of a text, and what they are called on a page.</summary>
internal abstract class TextTokens
{
    private const string Replacement = "\uFFFD";

    /// <summary>The token that ends a text; null where there is none.</summary>
    public abstract int? End { get; }

    /// <summary>The token that the targets of an encoder-decoder start from, where the vocabulary tells.</summary>
    public abstract int? Start { get; }

    /// <summary>The token of a name.</summary>
    public abstract int? Find(string name);

    /// <summary>The tokens of a text, with the special ones around it where the vocabulary says so.</summary>
    /// <exception cref="ArgumentException">The text has something that is not in the vocabulary.</exception>
    public abstract int[] Encode(string text);

    /// <summary>The tokens of a text alone.</summary>
    /// <exception cref="ArgumentException">The text has something that is not in the vocabulary.</exception>
    public abstract int[] EncodePlainly(string text);

    /// <summary>What a token is called: its text, or its name in the vocabulary where it is no text by itself.</summary>
    public string Label(int token)
    {
        string text = this.Decode(token) ?? string.Empty;

        if (text.Length == 0 || text.Contains(Replacement, StringComparison.Ordinal))
        {
            return this.NameOf(token) ?? $"#{token}";
        }

        return string.IsNullOrWhiteSpace(text) ? string.Concat(text.Select(Show)) : text.Trim();
    }

    /// <summary>The text of a token; null where it is none of the vocabulary.</summary>
    protected abstract string? Decode(int token);

    /// <summary>The name of a token; null where it has none.</summary>
    protected abstract string? NameOf(int token);

    /// <summary>Finds the vocabulary of a model's file.</summary>
    /// <param name="weights">The model's file, beside which vocabularies lie.</param>
    /// <param name="tokenizer">A file or a folder that was named instead; null for none.</param>
    /// <param name="characters">A text whose characters are the vocabulary; null for none.</param>
    /// <exception cref="IOException">There is none, or it cannot be read; the message names it.</exception>
    public static TextTokens Load(string weights, string? tokenizer, string? characters)
    {
        if (characters is not null)
        {
            return CharacterTokens.Load(characters);
        }

        string beside = Path.ChangeExtension(weights, Subwords);
        string pieces = Path.ChangeExtension(weights, Pieces);

        return tokenizer switch
        {
            not null when tokenizer.EndsWith(Subwords, StringComparison.Ordinal) => SubwordTokens.Load(tokenizer),
            not null => PublishedTokens.Load(tokenizer),
            null when File.Exists(beside) => SubwordTokens.Load(beside),
            null when File.Exists(pieces) => PublishedTokens.Load(pieces),
            null when Files.TokenizerFiles.AreIn(Folder(weights)) => PublishedTokens.Load(Folder(weights)),
            _ => throw new IOException(
                $"{weights}: no tokenizer lies beside it; --tokenizer names one, or --characters a text whose characters are the tokens."),
        };
    }

    /// <summary>How the vocabulary of a model is called whose file has the same name.</summary>
    protected const string Subwords = ".vocab.json";

    // As the import of a llama2.c checkpoint calls it.
    private const string Pieces = ".model";

    private static string Folder(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static char Show(char character) => character switch
    {
        '\n' or '\r' => '\u21B5',
        '\t' => '\u21E5',
        _ => '\u2423',
    };
}
