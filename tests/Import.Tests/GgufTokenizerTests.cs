using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.Json.Nodes;
using Weft.Conformance.HuggingFace;
using Weft.Tokenizers;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>Tokenizers in GGUF files: the same ids as the file that they were made of.</summary>
public sealed class GgufTokenizerTests : IDisposable
{
    private const int Control = 3;
    private const string Prefix = "tokenizer.ggml.";
    private readonly ModelFolder _folder;

    public GgufTokenizerTests() => _folder = Folders.Wide().Save();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ByteLevel_IdsOfTheLibrary()
    {
        JsonNode json = ReadJson("HuggingFace/bytelevel_bpe_gpt2", "tokenizer.json");
        Tokenizer tokenizer = this.Load(this.ByteLevel(json, "gpt-2"), "tokenizer.json");

        Assert.All(ReadJson("HuggingFace/bytelevel_bpe_gpt2", "expected.json").AsArray(), expected =>
        {
            int[] ids = Ids(expected!["ids"]);
            Assert.Equal(ids, tokenizer.Encode(expected["text"]!.GetValue<string>()));
            Assert.Equal(expected["decoded"]!.GetValue<string>(), tokenizer.Decode(ids));
        });
    }

    [Fact]
    public void BeginningToken_IsAddedWhereTheFileSaysSo()
    {
        JsonNode json = ReadJson("HuggingFace/bytelevel_bpe_gpt2", "tokenizer.json");
        int[] plain = this.Load(this.ByteLevel(json, "gpt-2"), "tokenizer.json").Encode("Hello there");
        GgufWriter writer = this.ByteLevel(json, "llama-bpe").Whole($"{Prefix}bos_token_id", 0).Whole($"{Prefix}eos_token_id", 1);

        Assert.Equal([0, .. plain], this.Load(writer, "tokenizer.json").Encode("Hello there"));
        Assert.Equal(plain, this.Load(writer.Flag($"{Prefix}add_bos_token", false), "tokenizer.json").Encode("Hello there"));
        Assert.Equal([.. plain, 1], this.Load(writer.Flag($"{Prefix}add_eos_token", true), "tokenizer.json").Encode("Hello there"));
    }

    [Theory]
    [InlineData("gpt-2", "12345", 1)]
    [InlineData("llama-bpe", "12345", 2)]
    [InlineData("qwen2", "12345", 5)]
    [InlineData("smollm", "12345", 5)]
    [InlineData("tekken", "aBc", 2)]
    [InlineData("gpt-2", "aBc", 1)]
    public void Expression_IsThatOfTheName(string pre, string text, int pieces)
    {
        // Everything merges that stands in one piece.
        string[] letters = ["1", "2", "3", "4", "5", "a", "B", "c"];
        string[] longer = ["12", "45", "123", "12345", "Bc", "aBc"];
        GgufWriter writer = this.Model(32).Text($"{Prefix}model", "gpt2").Text($"{Prefix}pre", pre)
            .Texts($"{Prefix}tokens", [.. letters, .. longer]).Wholes($"{Prefix}token_type", [.. Enumerable.Repeat(1, 14)])
            .Texts($"{Prefix}merges", "1 2", "4 5", "12 3", "123 45", "B c", "a Bc").Flag($"{Prefix}add_bos_token", false);

        Assert.Equal(pieces, this.Load(writer, "tokenizer.json").Encode(text).Length);
    }

    [Fact]
    public void SentencePiece_IdsOfTheLibrary()
    {
        string model = this.Unpack("SentencePiece/bpe_llama_unused", "spm.model");
        SentencePieceFile file = SentencePieceFile.Read(model);
        GgufWriter writer = this.Model(file.Pieces.Count).Text($"{Prefix}model", "llama")
            .Texts($"{Prefix}tokens", [.. file.Pieces.Select(static piece => piece.Text)])
            .Numbers($"{Prefix}scores", [.. file.Pieces.Select(static piece => piece.Score)])
            .Wholes($"{Prefix}token_type", [.. file.Pieces.Select(static piece => (int)piece.Kind)])
            .Flag($"{Prefix}add_space_prefix", file.AddDummyPrefix)
            .Flag($"{Prefix}remove_extra_whitespaces", file.RemoveExtraWhitespaces);
        Tokenizer tokenizer = this.Load(writer, "tokenizer.model");

        Assert.All(ReadJson("SentencePiece/bpe_llama_unused", "expected.json").AsArray(), expected =>
        {
            int[] ids = Ids(expected!["ids"]);
            Assert.Equal(ids, tokenizer.Encode(expected["text"]!.GetValue<string>()));
            Assert.Equal(expected["decoded"]!.GetValue<string>(), tokenizer.Decode(ids));
        });
    }

    [Theory]
    [InlineData("model", "t5", "'tokenizer.ggml.model: t5' is not supported; llama and gpt2 are.")]
    [InlineData("pre", "falcon", "'tokenizer.ggml.pre: falcon' is not supported; supported are gpt-2, ")]
    public void AnotherKind_IsLeftOutWithTheReason(string key, string value, string problem)
    {
        GgufWriter writer = this.ByteLevel(ReadJson("HuggingFace/bytelevel_bpe_gpt2", "tokenizer.json"), "gpt-2").Remove(Prefix + key).Text(Prefix + key, value);
        using ImportedModel model = ModelImport.Open(GgufTests.Save(_folder, writer));

        Assert.Null(model.TokenizerName);
        Assert.StartsWith($"{_folder["tiny.gguf"]}: {problem}", model.TokenizerProblem, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => model.SaveTokenizer(_folder["none"]));
    }

    [Fact]
    public void WrongKeys_AreNamed()
    {
        GgufWriter Writer() => this.ByteLevel(ReadJson("HuggingFace/bytelevel_bpe_gpt2", "tokenizer.json"), "gpt-2");

        this.Check(Writer().Remove($"{Prefix}merges"), "the key 'tokenizer.ggml.merges' is missing.");
        this.Check(Writer().Remove($"{Prefix}merges").Texts($"{Prefix}merges", "a"), "'tokenizer.ggml.merges: [1 elements]' has 'a', which does not make a token of two tokens.");
        this.Check(Writer().Remove($"{Prefix}token_type").Wholes($"{Prefix}token_type", 1), "'tokenizer.ggml.token_type: [1 elements]' does not fit 'tokenizer.ggml.tokens', which has ");
        this.Check(Writer().Flag($"{Prefix}add_bos_token", true).Whole($"{Prefix}bos_token_id", 99999), "'tokenizer.ggml.bos_token_id: 99999' is not the id of one of the ");
        this.Check(
            GgufTests.Convert(_folder).Text($"{Prefix}model", "llama").Texts($"{Prefix}tokens", "a", "b", "c", "d", "e", "f"),
            "'tokenizer.ggml.tokens: [6 elements]' does not fit the model, which has 5 tokens.");
    }

    private static int[] Ids(JsonNode? node) => [.. node!.AsArray().Select(static id => id!.GetValue<int>())];

    private static JsonNode ReadJson(string folder, string name)
    {
        using GZipStream stream = new(File.OpenRead(DataPath(folder, name)), CompressionMode.Decompress);

        return JsonNode.Parse(stream)!;
    }

    private static string DataPath(string folder, string name) => Path.Combine(AppContext.BaseDirectory, "Data", folder, $"{name}.gz");

    private string Unpack(string folder, string name)
    {
        using GZipStream stream = new(File.OpenRead(DataPath(folder, name)), CompressionMode.Decompress);
        using FileStream target = File.Create(_folder[name]);
        stream.CopyTo(target);

        return _folder[name];
    }

    // The model of the folder with more tokens.
    private GgufWriter Model(int tokens) => GgufTests.Convert(_folder)
        .RemoveTensor("token_embd.weight").Tensor("token_embd.weight", 0, [tokens, 32], new byte[tokens * 128]).RemoveTensor("output.weight");

    private GgufWriter ByteLevel(JsonNode json, string pre)
    {
        Dictionary<int, (string Text, int Kind)> tokens = [];

        foreach ((string text, JsonNode? id) in json["model"]!["vocab"]!.AsObject())
        {
            tokens[id!.GetValue<int>()] = (text, 1);
        }

        foreach (JsonNode? added in json["added_tokens"]!.AsArray())
        {
            tokens[added!["id"]!.GetValue<int>()] = (added["content"]!.GetValue<string>(), Control);
        }

        (string Text, int Kind)[] all = [.. Enumerable.Range(0, tokens.Count).Select(id => tokens[id])];
        IEnumerable<string> merges = json["model"]!["merges"]!.AsArray()
            .Select(static merge => merge is JsonArray pair ? $"{pair[0]!.GetValue<string>()} {pair[1]!.GetValue<string>()}" : merge!.GetValue<string>());

        return this.Model(all.Length).Text($"{Prefix}model", "gpt2").Text($"{Prefix}pre", pre)
            .Texts($"{Prefix}tokens", [.. all.Select(static token => token.Text)])
            .Wholes($"{Prefix}token_type", [.. all.Select(static token => token.Kind)]).Texts($"{Prefix}merges", [.. merges]);
    }

    private Tokenizer Load(GgufWriter writer, string name)
    {
        using ImportedModel model = ModelImport.Open(GgufTests.Save(_folder, writer));
        Assert.Equal(name, model.TokenizerName);
        model.SaveTokenizer(_folder[name]);

        return Tokenizer.Load(_folder[name]);
    }

    private void Check(GgufWriter writer, string message) => Assert.StartsWith(
        $"{_folder["tiny.gguf"]}: {message}",
        Assert.Throws<ImportException>(() => ModelImport.Open(GgufTests.Save(_folder, writer))).Message,
        StringComparison.Ordinal);
}
