using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using Weft.Import.Tokenization;

namespace Weft.Import.Gguf;

/// <summary>
/// A tokenizer of bytes that are merged by a list, as a tokenizer.json. A file has a name for the expression that texts are split by:
/// that of the tokenizer which llama.cpp knows it from.
/// </summary>
internal static class GgufByteLevel
{
    private const string PreKey = $"{GgufTokenizer.Prefix}pre";
    private const string MergesKey = $"{GgufTokenizer.Prefix}merges";
    private const int Special = 3;
    private const int UserDefined = 4;
    private const int Unused = 5;

    private const string Llama3Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string QwenPattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string TekkenPattern =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|" +
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|" +
        @"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly Splitting Gpt2 = new();
    private static readonly Splitting Digits = new() { IndividualDigits = true };
    private static readonly Splitting Qwen = new() { Pattern = QwenPattern, IsComposed = true };
    private static readonly Splitting Llama3 = new() { Pattern = Llama3Pattern, IgnoresMerges = true, AddsBeginning = true };

    private static readonly Dictionary<string, Splitting> ByName = new(StringComparer.Ordinal)
    {
        ["gpt-2"] = Gpt2,
        ["olmo"] = Gpt2,
        ["phi-2"] = Gpt2,
        ["starcoder"] = Digits,
        ["smollm"] = Digits,
        ["refact"] = Digits,
        ["qwen2"] = Qwen,
        ["deepseek-r1-qwen"] = Qwen,
        ["llama-bpe"] = Llama3,
        ["llama-v3"] = Llama3,
        ["llama3"] = Llama3,
        ["dbrx"] = new Splitting { Pattern = Llama3Pattern },
        ["smaug-bpe"] = new Splitting { Pattern = Llama3Pattern },
        ["tekken"] = Llama3 with { Pattern = TekkenPattern },
    };

    /// <summary>Reads it.</summary>
    /// <exception cref="ImportException">It is damaged, or has more tokens than the model.</exception>
    public static ImportedTokenizer Read(GgufMetadata metadata, int vocabulary)
    {
        string supported = string.Join(", ", ByName.Keys);

        return metadata.FindText(PreKey) is not string name
            ? ImportedTokenizer.LeftOut($"{metadata.Path}: it has no '{PreKey}', which would say how texts are split.")
            : ByName.TryGetValue(name, out Splitting? splitting)
                ? new ImportedTokenizer("tokenizer.json", [.. Write(metadata, vocabulary, splitting)])
                : ImportedTokenizer.LeftOut(metadata.Problem(PreKey, $"is not supported; supported are {supported}.").Message);
    }

    private static byte[] Write(GgufMetadata metadata, int vocabulary, Splitting splitting)
    {
        string[] tokens = GgufTokenizer.Tokens(metadata, vocabulary);
        long[] kinds = GgufTokenizer.Kinds(metadata, tokens.Length);
        string[] merges = metadata.FindArray<string>(MergesKey) ?? throw metadata.Missing(MergesKey);
        CheckMerges(metadata, tokens, merges);
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer, new JsonWriterOptions
        {
            Indented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        WriteAddedTokens(json, tokens, kinds);
        WriteSplitting(json, splitting);
        WriteTemplate(json, metadata, tokens, splitting);
        WriteType(json, "decoder", "ByteLevel");
        WriteModel(json, tokens, kinds, merges, splitting);
        json.WriteEndObject();
        json.Flush();

        return buffer.WrittenSpan.ToArray();
    }

    private static void CheckMerges(GgufMetadata metadata, string[] tokens, string[] merges)
    {
        HashSet<string> known = [.. tokens];

        foreach (string merge in merges)
        {
            if (merge.Split(' ') is not [string left, string right] || !new[] { left, right, left + right }.All(known.Contains))
            {
                throw metadata.Problem(MergesKey, $"has '{merge}', which does not make a token of two tokens.");
            }
        }
    }

    private static void WriteAddedTokens(Utf8JsonWriter json, string[] tokens, long[] kinds)
    {
        json.WriteStartArray("added_tokens");

        for (int id = 0; id < tokens.Length; id++)
        {
            if (kinds[id] is not (Special or UserDefined))
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("content", tokens[id]);

            foreach (string flag in (string[])["single_word", "lstrip", "rstrip", "normalized"])
            {
                json.WriteBoolean(flag, false);
            }

            json.WriteBoolean("special", kinds[id] == Special);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSplitting(Utf8JsonWriter json, Splitting splitting)
    {
        if (splitting.IsComposed)
        {
            WriteType(json, "normalizer", "NFC");
        }

        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");

        if (splitting.Pattern is string pattern)
        {
            json.WriteStartObject();
            json.WriteString("type", "Split");
            json.WriteStartObject("pattern");
            json.WriteString("Regex", pattern);
            json.WriteEndObject();
            json.WriteString("behavior", "Isolated");
            json.WriteBoolean("invert", false);
            json.WriteEndObject();
        }

        if (splitting.IndividualDigits)
        {
            json.WriteStartObject();
            json.WriteString("type", "Digits");
            json.WriteBoolean("individual_digits", true);
            json.WriteEndObject();
        }

        json.WriteStartObject();
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", splitting.Pattern is null);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // The tokens around a text.
    private static void WriteTemplate(Utf8JsonWriter json, GgufMetadata metadata, string[] tokens, Splitting splitting)
    {
        bool addsBeginning = metadata.FindFlag($"{GgufTokenizer.Prefix}add_bos_token") ?? splitting.AddsBeginning;
        bool addsEnd = metadata.FindFlag($"{GgufTokenizer.Prefix}add_eos_token") ?? false;
        int? beginning = addsBeginning ? GgufTokenizer.FindId(metadata, "bos", tokens.Length) : null;
        int? end = addsEnd ? GgufTokenizer.FindId(metadata, "eos", tokens.Length) : null;

        if (beginning is null && end is null)
        {
            return;
        }

        json.WriteStartObject("post_processor");
        json.WriteString("type", "TemplateProcessing");
        WriteParts(json, "single", beginning, end, tokens, "A");
        WriteParts(json, "pair", beginning, end, tokens, "A", "B");
        json.WriteStartObject("special_tokens");

        foreach (int id in new[] { beginning, end }.OfType<int>().Distinct())
        {
            json.WriteStartObject(tokens[id]);
            json.WriteString("id", tokens[id]);
            json.WriteStartArray("ids");
            json.WriteNumberValue(id);
            json.WriteEndArray();
            json.WriteStartArray("tokens");
            json.WriteStringValue(tokens[id]);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, string name, int? beginning, int? end, string[] tokens, params string[] texts)
    {
        json.WriteStartArray(name);

        for (int index = 0; index < texts.Length; index++)
        {
            WritePart(json, "SpecialToken", beginning is int first ? tokens[first] : null, index);
            WritePart(json, "Sequence", texts[index], index);
            WritePart(json, "SpecialToken", end is int last ? tokens[last] : null, index);
        }

        json.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter json, string kind, string? id, int type)
    {
        if (id is not null)
        {
            json.WriteStartObject();
            json.WriteStartObject(kind);
            json.WriteString("id", id);
            json.WriteNumber("type_id", type);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    private static void WriteType(Utf8JsonWriter json, string key, string type)
    {
        json.WriteStartObject(key);
        json.WriteString("type", type);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, string[] tokens, long[] kinds, string[] merges, Splitting splitting)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteBoolean("ignore_merges", splitting.IgnoresMerges);
        json.WriteStartObject("vocab");
        HashSet<string> written = [];

        for (int id = 0; id < tokens.Length; id++)
        {
            // Tokens that only fill up the table are none; of a token that is there twice the first id counts.
            if (kinds[id] != Unused && written.Add(tokens[id]))
            {
                json.WriteNumber(tokens[id], id);
            }
        }

        json.WriteEndObject();
        json.WriteStartArray("merges");

        foreach (string merge in merges)
        {
            json.WriteStringValue(merge);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>How texts are split, and what else follows from the name.</summary>
    private sealed record Splitting
    {
        /// <summary>The expression; null for GPT-2's.</summary>
        public string? Pattern { get; init; }

        /// <summary>Whether every digit is a piece of its own.</summary>
        public bool IndividualDigits { get; init; }

        /// <summary>Whether texts are brought into Unicode's composed form.</summary>
        public bool IsComposed { get; init; }

        /// <summary>Whether a piece that is a token is not merged.</summary>
        public bool IgnoresMerges { get; init; }

        /// <summary>Whether texts begin with a token, where the file does not say.</summary>
        public bool AddsBeginning { get; init; }
    }
}
