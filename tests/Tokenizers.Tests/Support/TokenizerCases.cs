using System;
using System.IO;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Weft.Runtime.Tests;

namespace Weft.Tokenizers.Tests;

/// <summary>Tokenizers under Data, and what the libraries that define them say.</summary>
internal static class TokenizerCases
{
    public static byte[] Read(params string[] names)
    {
        using GZipStream stream = new(File.OpenRead(PathOf([.. names[..^1], $"{names[^1]}.gz"])), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);

        return bytes.ToArray();
    }

    public static JsonNode ReadJson(params string[] names) => JsonNode.Parse(Read(names))!;

    /// <summary>A tokenizer of the folder HuggingFace, changed or not.</summary>
    public static Tokenizer LoadJson(string name, Action<JsonNode>? change = null)
    {
        JsonNode file = ReadJson("HuggingFace", name, "tokenizer.json");
        change?.Invoke(file);

        return Load("tokenizer.json", System.Text.Encoding.UTF8.GetBytes(file.ToJsonString()));
    }

    /// <summary>A tokenizer of the folder SentencePiece.</summary>
    public static Tokenizer LoadModel(string name) => Load("spm.model", Read("SentencePiece", name, "spm.model"));

    /// <summary>A tokenizer of a file with some content.</summary>
    public static Tokenizer Load(string file, byte[] content, TokenizerOptions? options = null)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder[file], content);

        return Tokenizer.Load(folder[file], options);
    }

    public static int[] Ids(JsonNode? array) => Array.ConvertAll([.. array!.AsArray()], static number => number!.GetValue<int>());

    private static string PathOf(params string[] names) => Path.Combine([AppContext.BaseDirectory, "Data", .. names]);
}
