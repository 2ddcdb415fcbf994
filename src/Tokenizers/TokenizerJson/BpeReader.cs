using System;
using System.Text.Json;

namespace Weft.Tokenizers;

/// <summary>Reads a model of the type BPE.</summary>
internal static class BpeReader
{
    /// <summary>The model.</summary>
    /// <exception cref="ModelFileException">A merge refers to no token, or the model drops merges at random.</exception>
    public static BpeModel Read(JsonComponent component)
    {
        JsonComponent dropout = component.At("dropout");

        if (dropout.Exists && !(dropout.Element.ValueKind == JsonValueKind.Number && dropout.Element.GetDouble() == 0))
        {
            throw dropout.Error("is not null; dropping merges at random is for training only");
        }

        Vocabulary vocabulary = ModelReader.ReadVocabulary(component);
        BpeModelOptions options = new()
        {
            Unknown = ModelReader.OptionalToken(component, "unk_token", vocabulary),
            FuseUnknown = component.Flag("fuse_unk", false),
            ByteFallback = component.Flag("byte_fallback", false),
            IgnoreMerges = component.Flag("ignore_merges", false),
            ContinuationPrefix = component.OptionalText("continuing_subword_prefix") ?? string.Empty,
            EndSuffix = component.OptionalText("end_of_word_suffix") ?? string.Empty,
        };

        return new BpeModel(vocabulary, ReadMerges(component, vocabulary, options.ContinuationPrefix), options);
    }

    private static MergeTable ReadMerges(JsonComponent component, Vocabulary vocabulary, string prefix)
    {
        JsonComponent entries = component.Entries("merges");
        MergeTable merges = new(entries.Element.GetArrayLength());
        char[] buffer = [];
        int index = 0;

        foreach (JsonElement entry in entries.Element.EnumerateArray())
        {
            (string text, int length) = ReadPair(entry) ?? throw entries.Entry(entry, index).Error("is not a pair of tokens");
            int left = Find(text.AsSpan(0, length));
            ReadOnlySpan<char> rest = text.AsSpan(length + 1);
            int right = Find(rest);
            rest = rest.StartsWith(prefix, StringComparison.Ordinal) ? rest[prefix.Length..] : rest;

            // Their sum, in a buffer: there are hundreds of thousands.
            buffer = buffer.Length < text.Length ? new char[2 * text.Length] : buffer;
            text.CopyTo(0, buffer, 0, length);
            rest.CopyTo(buffer.AsSpan(length));
            merges.Add(left, right, Find(buffer.AsSpan(0, length + rest.Length)));
            index++;

            int Find(ReadOnlySpan<char> token) => vocabulary.TryGetId(token, out int id)
                ? id
                : throw entries.Entry(entry, index).Error($"refers to '{token}', which is not in the vocabulary");
        }

        return merges;
    }

    /// <summary>
    /// A merge is an array of two tokens; in older files a string, with a space between them. The two with something between them, and the
    /// length of the first; null for neither.
    /// </summary>
    private static (string Text, int Length)? ReadPair(JsonElement entry)
    {
        if (entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 2)
        {
            return entry[0].ValueKind == JsonValueKind.String && entry[1].ValueKind == JsonValueKind.String
                ? Join(entry[0].GetString()!, entry[1].GetString()!)
                : null;
        }

        string text = entry.ValueKind == JsonValueKind.String ? entry.GetString()! : string.Empty;
        int space = text.IndexOf(' ', StringComparison.Ordinal);

        return space >= 0 && text.IndexOf(' ', space + 1) < 0 ? (text, space) : null;
    }

    private static (string Text, int Length) Join(string left, string right) => ($"{left} {right}", left.Length);
}
