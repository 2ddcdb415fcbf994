using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Xunit;

namespace Weft.Tokenizers.Tests;

public sealed class TokenizerConformanceTests
{
    private static readonly JsonNode Variants = TokenizerCases.ReadJson("HuggingFace", "variants.json");

    public static TheoryData<string> VariantNames => [.. Variants["variants"]!.AsArray().Select(static variant => variant!["name"]!.GetValue<string>())];

    [Theory]
    [InlineData("bytelevel_bpe_gpt2")]
    [InlineData("sentencepiece_bpe_llama2")]
    [InlineData("unigram_t5")]
    [InlineData("wordpiece_bert_uncased")]
    public void TokenizerJson_AllTexts_IdsAndTextOfTheLibrary(string name)
    {
        Tokenizer tokenizer = TokenizerCases.LoadJson(name);

        foreach (JsonNode? expected in TokenizerCases.ReadJson("HuggingFace", name, "expected.json").AsArray())
        {
            string text = expected!["text"]!.GetValue<string>();
            int[] ids = TokenizerCases.Ids(expected["ids"]);

            Assert.Equal(ids, tokenizer.Encode(text));
            Assert.Equal(TokenizerCases.Ids(expected["ids_plain"]), tokenizer.Encode(text, addSpecialTokens: false));
            Assert.Equal(expected["decoded"]!.GetValue<string>(), tokenizer.Decode(ids));
        }
    }

    [Theory]
    [InlineData("spm_unigram_nmt_nfkc")]
    [InlineData("bpe_user")]
    [InlineData("bpe_llama_unused")]
    [InlineData("uni_suffix")]
    [InlineData("uni_keepws")]
    public void SentencePieceModel_AllTexts_IdsAndTextOfTheLibrary(string name)
    {
        Tokenizer tokenizer = TokenizerCases.LoadModel(name);

        foreach (JsonNode? expected in TokenizerCases.ReadJson("SentencePiece", name, "expected.json").AsArray())
        {
            int[] ids = TokenizerCases.Ids(expected!["ids"]);

            Assert.Equal(ids, tokenizer.Encode(expected["text"]!.GetValue<string>()));
            Assert.Equal(expected["decoded"]!.GetValue<string>(), tokenizer.Decode(ids));
        }
    }

    [Theory]
    [MemberData(nameof(VariantNames))]
    public void Variant_AllTexts_IdsTypesMaskAndTextOfTheLibrary(string name)
    {
        JsonNode variant = Variants["variants"]!.AsArray().Single(variant => variant!["name"]!.GetValue<string>() == name)!;
        Tokenizer tokenizer = TokenizerCases.LoadJson(variant["base"]!.GetValue<string>(), file => Change(file, variant["changes"]!.AsObject()));

        foreach (JsonNode? expected in variant["cases"]!.AsArray())
        {
            string text = expected!["text"]!.GetValue<string>();
            string? pair = expected["pair"]?.GetValue<string>();
            TokenSequence sequence = tokenizer.EncodeSequence(text, pair);

            Assert.Equal(TokenizerCases.Ids(expected["ids"]), sequence.Ids);
            Assert.Equal(TokenizerCases.Ids(expected["types"]), sequence.TypeIds);
            Assert.Equal(TokenizerCases.Ids(expected["mask"]), sequence.Mask);
            Assert.Equal(TokenizerCases.Ids(expected["plain"]), tokenizer.EncodeSequence(text, pair, addSpecialTokens: false).Ids);
            AssertDecoded(expected["decoded"], tokenizer.Decode(sequence.Ids));
            AssertDecoded(expected["all"], tokenizer.Decode(sequence.Ids, skipSpecialTokens: false));
        }
    }

    /// <summary>Where a decoder of the library fails, there is nothing to compare.</summary>
    private static void AssertDecoded(JsonNode? expected, string actual)
    {
        if (expected is not null)
        {
            Assert.Equal(expected.GetValue<string>(), actual);
        }
    }

    /// <summary>Puts the changes of a variant into a file; a model without a vocabulary of its own is a part of one.</summary>
    private static void Change(JsonNode file, JsonObject changes)
    {
        foreach (KeyValuePair<string, JsonNode?> change in changes)
        {
            string json = change.Value?.ToJsonString().Replace("@charsmap", Variants["charsmap"]!.GetValue<string>(), System.StringComparison.Ordinal) ?? "null";
            JsonNode? value = JsonNode.Parse(json);

            if (change.Key == "model" && value!["vocab"] is null)
            {
                foreach (KeyValuePair<string, JsonNode?> part in value.AsObject())
                {
                    file["model"]![part.Key] = part.Value?.DeepClone();
                }
            }
            else
            {
                file[change.Key] = value;
            }
        }
    }
}
