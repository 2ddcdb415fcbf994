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
        int index = 0;

        foreach (JsonElement entry in entries.Element.EnumerateArray())
        {
            (string left, string right) = ReadPair(entry) ?? throw entries.Entry(entry, index).Error("is not a pair of tokens");
            string merged = left + (right.StartsWith(prefix, StringComparison.Ordinal) ? right[prefix.Length..] : right);

            int Find(string token) => vocabulary.IdOf(token)
                ?? throw entries.Entry(entry, index).Error($"refers to '{token}', which is not in the vocabulary");

            merges.Add(Find(left), Find(right), Find(merged));
            index++;
        }

        return merges;
    }

    /// <summary>A merge is an array of two tokens; in older files a string, with a space between them. Null for neither.</summary>
    private static (string Left, string Right)? ReadPair(JsonElement entry)
    {
        if (entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 2)
        {
            return entry[0].ValueKind == JsonValueKind.String && entry[1].ValueKind == JsonValueKind.String
                ? (entry[0].GetString()!, entry[1].GetString()!)
                : null;
        }

        string[] parts = entry.ValueKind == JsonValueKind.String ? entry.GetString()!.Split(' ') : [];

        return parts.Length == 2 ? (parts[0], parts[1]) : null;
    }
}
