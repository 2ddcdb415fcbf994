using System;
using System.Linq;
using Weft.Import.Tokenization;

namespace Weft.Import.Gguf;

/// <summary>
/// The tokenizer in a GGUF file, as the kind of file that it was converted from: a SentencePiece model or a tokenizer.json.
/// </summary>
internal static class GgufTokenizer
{
    /// <summary>What the names of its keys begin with.</summary>
    public const string Prefix = "tokenizer.ggml.";

    private const string ModelKey = $"{Prefix}model";

    /// <summary>Reads it.</summary>
    /// <param name="metadata">The keys.</param>
    /// <param name="vocabulary">The tokens of the model.</param>
    /// <exception cref="ImportException">It is damaged, or has more tokens than the model.</exception>
    public static ImportedTokenizer Read(GgufMetadata metadata, int vocabulary) => metadata.FindText(ModelKey) switch
    {
        null => ImportedTokenizer.LeftOut($"{metadata.Path}: it has no '{ModelKey}'."),
        "llama" => new ImportedTokenizer("tokenizer.model", [.. Pieces(metadata, vocabulary)]),
        "gpt2" => GgufByteLevel.Read(metadata, vocabulary),
        _ => ImportedTokenizer.LeftOut(metadata.Problem(ModelKey, "is not supported; llama and gpt2 are.").Message),
    };

    /// <summary>The tokens.</summary>
    /// <exception cref="ImportException">There are none, or more than the model has.</exception>
    public static string[] Tokens(GgufMetadata metadata, int vocabulary)
    {
        const string Key = $"{Prefix}tokens";
        string[] tokens = metadata.FindArray<string>(Key) ?? throw metadata.Missing(Key);

        return tokens.Length is > 0 && tokens.Length <= vocabulary
            ? tokens
            : throw metadata.Problem(Key, $"does not fit the model, which has {vocabulary} tokens.");
    }

    /// <summary>The kinds of the tokens, which are those of SentencePiece.</summary>
    /// <exception cref="ImportException">There are fewer or more than tokens.</exception>
    public static long[] Kinds(GgufMetadata metadata, int tokens) => Array<long>(metadata, $"{Prefix}token_type", tokens);

    /// <summary>The id of a special token; null where there is none.</summary>
    /// <exception cref="ImportException">It is no token's.</exception>
    public static int? FindId(GgufMetadata metadata, string name, int tokens)
    {
        string key = $"{Prefix}{name}_token_id";
        int? id = metadata.FindInteger(key);

        return id is null || id < tokens ? id : throw metadata.Problem(key, $"is not the id of one of the {tokens} tokens.");
    }

    private static byte[] Pieces(GgufMetadata metadata, int vocabulary)
    {
        string[] tokens = Tokens(metadata, vocabulary);
        long[] kinds = Kinds(metadata, tokens.Length);
        float[] scores = Array<float>(metadata, $"{Prefix}scores", tokens.Length);
        int? beginning = FindId(metadata, "bos", tokens.Length);
        int? end = FindId(metadata, "eos", tokens.Length);
        int unknown = FindId(metadata, "unknown", tokens.Length) ?? 0;

        // Some files do not mark it.
        kinds[unknown] = kinds.Contains(SentencePieceMessage.Unknown) ? kinds[unknown] : SentencePieceMessage.Unknown;

        return SentencePieceMessage.Write(tokens.Select((token, id) => (token, scores[id], (int)kinds[id])), new SentencePieceOptions
        {
            HasBytes = kinds.Contains(SentencePieceMessage.Byte),
            AddsSpace = metadata.FindFlag($"{Prefix}add_space_prefix") ?? true,
            RemovesSpaces = metadata.FindFlag($"{Prefix}remove_extra_whitespaces") ?? false,
            UnknownId = unknown,
            BeginningId = beginning,
            EndId = end,
            PaddingId = FindId(metadata, "padding", tokens.Length),
            BeginningPiece = beginning is int first ? tokens[first] : null,
            EndPiece = end is int last ? tokens[last] : null,
        });
    }

    private static T[] Array<T>(GgufMetadata metadata, string key, int tokens)
    {
        T[] values = metadata.FindArray<T>(key) ?? throw metadata.Missing(key);

        return values.Length == tokens ? values : throw metadata.Problem(key, $"does not fit '{Prefix}tokens', which has {tokens}.");
    }
}
