using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Weft.Runtime.Tests;
using Weft.Tokenizers;

namespace Weft.Extensions.AI.Tests;

/// <summary>A tokenizer of bytes, with the tokens of ChatML behind them.</summary>
internal static class ByteTokenizer
{
    public static readonly string[] Special = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"];

    public static Tokenizer Create(int more = 0)
    {
        Dictionary<string, int> vocabulary = Enumerable.Range(0, 256).ToDictionary(static value => $"{CharacterOf(value)}");
        string[] special = [.. Special, .. Enumerable.Range(0, more).Select(static i => $"<more{i}>")];
        object file = new
        {
            version = "1.0",
            added_tokens = special.Select(static (content, i) => new
            {
                id = 256 + i, content, special = true, single_word = false, lstrip = false, rstrip = false, normalized = false,
            }),
            pre_tokenizer = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = false, use_regex = false },
            decoder = new { type = "ByteLevel", add_prefix_space = false, trim_offsets = false, use_regex = false },
            model = new { type = "BPE", vocab = vocabulary, merges = Array.Empty<string>() },
        };
        using TemporaryFolder folder = new();
        string path = folder["tokenizer.json"];
        File.WriteAllText(path, JsonSerializer.Serialize(file));

        return Tokenizer.Load(path);
    }

    // GPT-2's letters for bytes: those that can be seen stand for themselves.
    private static char CharacterOf(int value)
    {
        static bool IsSeen(int candidate) => candidate is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;

        return (char)(IsSeen(value) ? value : 256 + Enumerable.Range(0, value).Count(static candidate => !IsSeen(candidate)));
    }
}
