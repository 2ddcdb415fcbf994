using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Weft.Tokenizers;

/// <summary>Reads a model of the type BPE.</summary>
internal static class BpeReader
{
    /// <summary>The model.</summary>
    /// <exception cref="ModelFileException">A merge refers to no token, or the model drops merges at random.</exception>
    public static BpeModel Read(JsonComponent component)
    {
        if (component.At("dropout") is { Exists: true } dropout && !(dropout.Element.ValueKind == JsonValueKind.Number && dropout.Element.GetDouble() == 0))
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
        List<JsonComponent> entries = component.Elements("merges");
        MergeTable merges = new(entries.Count);

        foreach (JsonComponent entry in entries)
        {
            (string left, string right) = ReadPair(entry);
            string merged = left + (right.StartsWith(prefix, StringComparison.Ordinal) ? right[prefix.Length..] : right);
            merges.Add(Find(left, entry, vocabulary), Find(right, entry, vocabulary), Find(merged, entry, vocabulary));
        }

        return merges;
    }

    /// <summary>A merge is an array of two tokens; in older files a string, with a space between them.</summary>
    private static (string Left, string Right) ReadPair(JsonComponent entry)
    {
        if (entry.Element.ValueKind == JsonValueKind.Array && entry.Element.GetArrayLength() == 2)
        {
            return (new JsonComponent(entry.Path, entry.Key, entry.Element[0]).Text(), new JsonComponent(entry.Path, entry.Key, entry.Element[1]).Text());
        }

        string[] parts = entry.Element.ValueKind == JsonValueKind.String ? entry.Text().Split(' ') : [];

        return parts.Length == 2 ? (parts[0], parts[1]) : throw entry.Error("is not a pair of tokens");
    }

    private static int Find(string token, JsonComponent entry, Vocabulary vocabulary) =>
        vocabulary.IdOf(token) ?? throw entry.Error($"refers to '{token}', which is not in the vocabulary");
}
