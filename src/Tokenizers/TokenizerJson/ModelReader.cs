using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json;

namespace Weft.Tokenizers;

/// <summary>Reads the key "model" of tokenizer.json.</summary>
internal static class ModelReader
{
    // Arrays are made as long as the largest id; this is more than any vocabulary has.
    private const int LargestId = 10_000_000;

    /// <summary>The model.</summary>
    /// <exception cref="ModelFileException">It is damaged, or none that is known.</exception>
    public static TokenModel Read(JsonComponent component) => TypeOf(component) switch
    {
        "BPE" => BpeReader.Read(component),
        "WordPiece" => ReadWordPiece(component),
        "WordLevel" => ReadWordLevel(component),
        "Unigram" => ReadUnigram(component),
        _ => throw component.Unsupported("BPE, Unigram, WordLevel and WordPiece"),
    };

    /// <summary>The vocabulary of an object of tokens and ids.</summary>
    public static Vocabulary ReadVocabulary(JsonComponent component)
    {
        JsonComponent members = component.Required("vocab", JsonValueKind.Object);
        Dictionary<string, int> ids = new(members.Element.GetPropertyCount());
        HashSet<int> taken = new(ids.Capacity);

        foreach (JsonProperty member in members.Element.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt32(out int id) || id is < 0 or > LargestId)
            {
                throw members.At(member.Name).Error($"is {member.Value}, and should be a whole number from 0 to {LargestId}");
            }

            if (!taken.Add(id))
            {
                throw members.Error($"has the id {id} twice");
            }

            ids[member.Name] = id;
        }

        return new Vocabulary(ids);
    }

    /// <summary>The id of the token that a key names.</summary>
    public static int? OptionalToken(JsonComponent component, string name, Vocabulary vocabulary) =>
        component.OptionalText(name) is string token
        ? vocabulary.IdOf(token) ?? throw component.At(name).Error($"is '{token}', which is not in the vocabulary")
        : null;

    // Files of the first versions leave the type out.
    private static string TypeOf(JsonComponent component) => component.OptionalText("type")
        ?? (component.At("merges").Exists ? "BPE"
        : component.At("unk_id").Exists ? "Unigram"
        : component.At("continuing_subword_prefix").Exists ? "WordPiece"
        : component.Type);

    private static WordPieceModel ReadWordPiece(JsonComponent component)
    {
        Vocabulary vocabulary = ReadVocabulary(component);

        return new WordPieceModel(
            vocabulary,
            RequiredToken(component, "[UNK]", vocabulary),
            component.OptionalText("continuing_subword_prefix") ?? "##",
            component.OptionalNumber("max_input_chars_per_word") ?? 100);
    }

    private static WordLevelModel ReadWordLevel(JsonComponent component)
    {
        Vocabulary vocabulary = ReadVocabulary(component);

        return new WordLevelModel(vocabulary, RequiredToken(component, "<unk>", vocabulary));
    }

    private static int RequiredToken(JsonComponent component, string byDefault, Vocabulary vocabulary) =>
        OptionalToken(component, "unk_token", vocabulary)
        ?? vocabulary.IdOf(byDefault)
        ?? throw component.At("unk_token").Error($"is missing, and '{byDefault}' is not in the vocabulary");

    private static UnigramModel ReadUnigram(JsonComponent component)
    {
        (Dictionary<string, int> ids, double[] scores) = ReadScores(component.Entries("vocab"));
        int? unknown = component.OptionalNumber("unk_id");

        if (unknown >= scores.Length)
        {
            throw component.At("unk_id").Error($"is {unknown}, and the vocabulary has {scores.Length} tokens");
        }

        double lowest = scores.Where(static score => !double.IsNaN(score)).DefaultIfEmpty().Min();
        UnigramOptions options = new()
        {
            UnknownScore = lowest - UnigramOptions.UnknownPenalty,
            ByteFallback = component.Flag("byte_fallback", false),
        };

        return new UnigramModel(new Vocabulary(ids), ImmutableArray.Create(scores), unknown, options);
    }

    private static (Dictionary<string, int> Ids, double[] Scores) ReadScores(JsonComponent entries)
    {
        double[] scores = new double[entries.Element.GetArrayLength()];
        Dictionary<string, int> ids = new(scores.Length);
        int id = 0;

        foreach (JsonElement entry in entries.Element.EnumerateArray())
        {
            (string token, scores[id]) = ReadEntry(entry) ?? throw entries.Entry(entry, id).Error("is not a token and its score");

            if (!ids.TryAdd(token, id))
            {
                // The later of two counts, and only it is found.
                scores[ids[token]] = double.NaN;
                ids[token] = id;
            }

            id++;
        }

        return (ids, scores);
    }

    private static (string Token, double Score)? ReadEntry(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() == 2
        && entry[0].ValueKind == JsonValueKind.String && entry[1].ValueKind == JsonValueKind.Number
            ? (entry[0].GetString()!, entry[1].GetDouble())
            : null;
}
