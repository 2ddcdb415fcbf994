using System;
using System.Linq;
using System.Text.Json;

namespace Weft.Tokenizers;

/// <summary>Reads the key "normalizer" of tokenizer.json.</summary>
internal static class NormalizerReader
{
    private const string Supported =
        "BertNormalizer, ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Nmt, Precompiled, Prepend, Replace, Sequence, Strip and StripAccents";

    /// <summary>The normalizer; null for none.</summary>
    /// <exception cref="ModelFileException">It is none that is known.</exception>
    public static Normalizer? Read(JsonComponent component) => component.Exists ? ReadOne(component) : null;

    private static Normalizer ReadOne(JsonComponent component) => component.Type switch
    {
        "Sequence" => new NormalizerSequence([.. component.Elements("normalizers").Select(ReadOne)]),
        "NFC" => new FormNormalizer(NormalForm.Composed),
        "NFD" => new FormNormalizer(NormalForm.Decomposed),
        "NFKC" => new FormNormalizer(NormalForm.CompatibilityComposed),
        "NFKD" => new FormNormalizer(NormalForm.CompatibilityDecomposed),
        "Lowercase" => CharacterNormalizer.Lowercase,
        "StripAccents" => CharacterNormalizer.StripMarks,
        "Nmt" => CharacterNormalizer.CleanTranslation,
        "ByteLevel" => CharacterNormalizer.SpellBytes,
        "Prepend" => new PrependNormalizer(component.Text("prepend")),
        "Strip" => new TrimNormalizer(component.Flag("strip_left", true), component.Flag("strip_right", true)),
        "Replace" => new ReplaceNormalizer(PatternReader.Read(component), component.Text("content")),
        "Precompiled" => ReadMap(component),
        "BertNormalizer" or "Bert" => BertNormalizer.Create(
            component.Flag("clean_text", true),
            component.Flag("handle_chinese_chars", true),
            component.At("strip_accents").Exists ? component.Flag("strip_accents", true) : null,
            component.Flag("lowercase", true)),
        _ => throw component.Unsupported(Supported),
    };

    private static CharacterMapNormalizer ReadMap(JsonComponent component)
    {
        JsonComponent blob = component.Required("precompiled_charsmap", JsonValueKind.String);

        try
        {
            return new CharacterMapNormalizer(new CharacterMap(Convert.FromBase64String(blob.Text())));
        }
        catch (FormatException exception)
        {
            throw blob.Error("is no character map in base 64", exception);
        }
    }
}
