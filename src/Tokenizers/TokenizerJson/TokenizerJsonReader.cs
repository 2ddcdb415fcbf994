using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Weft.Tokenizers;

/// <summary>Reads tokenizer.json, the file of Hugging Face's library tokenizers: https://github.com/huggingface/tokenizers.</summary>
internal static class TokenizerJsonReader
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelFileException">
    /// It is damaged, or asks for something that is not supported; the message names the key.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TokenizerPipeline Read(string path)
    {
        try
        {
            // At once: of a stream, the parser copies what it has each time that its buffer is full.
            using JsonDocument document = JsonText.Parse(File.ReadAllBytes(path));

            return Read(new JsonComponent(path, string.Empty, document.RootElement));
        }
        catch (JsonException exception)
        {
            throw new ModelFileException(path, $"this is no JSON, or not all of it: {exception.Message}", innerException: exception);
        }
    }

    private static TokenizerPipeline Read(JsonComponent file)
    {
        TokenModel model = ModelReader.Read(file.Required("model", JsonValueKind.Object));
        Normalizer? normalizer = NormalizerReader.Read(file.At("normalizer"));

        return new TokenizerPipeline
        {
            Model = model,
            Normalizer = normalizer,
            Splitters = [.. PreTokenizerReader.Read(file.At("pre_tokenizer"))],
            AddedTokens = ReadAddedTokens(file, model.Vocabulary, normalizer),
            Template = PostProcessorReader.Read(file.At("post_processor")),
            Decoder = DecoderReader.Read(file.At("decoder")),
            Truncation = ReadTruncation(file.At("truncation")),
            Padding = ReadPadding(file.At("padding")),
        };
    }

    /// <summary>
    /// Tokens that the model has keep its ids. The others follow behind its vocabulary in the order of the file, whatever ids the file
    /// gives them: in published files, the same.
    /// </summary>
    private static AddedTokens ReadAddedTokens(JsonComponent file, Vocabulary vocabulary, Normalizer? normalizer)
    {
        if (!file.At("added_tokens").Exists)
        {
            return AddedTokens.None;
        }

        Dictionary<string, AddedToken> tokens = [];
        int next = vocabulary.TokenCount;

        foreach (JsonComponent component in file.Elements("added_tokens"))
        {
            string content = component.Text("content");
            int? known = tokens.TryGetValue(content, out AddedToken? earlier) ? earlier.Id : vocabulary.IdOf(content);

            if (content.Length > 0)
            {
                tokens[content] = ReadAddedToken(component, content, known ?? next++);
            }
        }

        return new AddedTokens([.. tokens.Values], normalizer);
    }

    private static AddedToken ReadAddedToken(JsonComponent component, string content, int id)
    {
        bool isSpecial = component.Flag("special", false);

        return new AddedToken
        {
            Content = content,
            Id = id,
            IsSpecial = isSpecial,
            IsNormalized = component.Flag("normalized", !isSpecial),
            IsSingleWord = component.Flag("single_word", false),
            StripsLeft = component.Flag("lstrip", false),
            StripsRight = component.Flag("rstrip", false),
        };
    }

    private static Truncation? ReadTruncation(JsonComponent component) => !component.Exists ? null : new Truncation
    {
        MaximumLength = component.Number("max_length"),
        FromLeft = component.OptionalText("direction") == "Left",
        Strategy = component.OptionalText("strategy") switch
        {
            null or "LongestFirst" => TruncationStrategy.LongestFirst,
            "OnlyFirst" => TruncationStrategy.OnlyFirst,
            "OnlySecond" => TruncationStrategy.OnlySecond,
            string other => throw component.At("strategy").Error($"is '{other}'; supported are LongestFirst, OnlyFirst and OnlySecond"),
        },
    };

    private static Padding? ReadPadding(JsonComponent component) => !component.Exists ? null : new Padding
    {
        Length = component.At("strategy") is { Element.ValueKind: JsonValueKind.Object } strategy ? strategy.Number("Fixed") : null,
        MultipleOf = component.OptionalNumber("pad_to_multiple_of") is int multiple and > 0 ? multiple : 1,
        Id = component.Number("pad_id"),
        TypeId = component.OptionalNumber("pad_type_id") ?? 0,
        OnLeft = component.OptionalText("direction") == "Left",
    };
}
