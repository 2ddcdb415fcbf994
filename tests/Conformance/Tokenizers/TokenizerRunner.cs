using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Weft.Tokenizers;

namespace Weft.Conformance.Tokenizers;

/// <summary>
/// Compares a tokenizer with what the library that defines it says: for every folder with an expected.json, a list of texts with their ids,
/// those without special tokens, and what is decoded.
/// </summary>
internal sealed class TokenizerRunner(TextWriter output)
{
    private const string ExpectedName = "expected.json";

    /// <summary>Runs every tokenizer of a folder, or the one in it.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string folder)
    {
        string[] folders = HasExpected(folder)
            ? [folder]
            : [.. Directory.GetDirectories(folder).Where(HasExpected).Order(StringComparer.Ordinal)];
        bool isEqual = folders.Length > 0;

        foreach (string one in folders)
        {
            isEqual &= this.Compare(one);
        }

        return isEqual ? ExitCode.Success : ExitCode.Failure;
    }

    private static bool HasExpected(string folder) => File.Exists(Path.Combine(folder, ExpectedName));

    private bool Compare(string folder)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, ExpectedName)));
        int count = expected.RootElement.GetArrayLength();

        try
        {
            Tokenizer tokenizer = Tokenizer.Load(folder);
            string[] differences = [.. expected.RootElement.EnumerateArray().Select(one => Difference(tokenizer, one)).OfType<string>()];
            output.WriteLine($"{name}: {count - differences.Length} of {count}{(differences.Length == 0 ? "" : $"; {differences[0]}")}");

            return differences.Length == 0;
        }
        catch (IOException exception)
        {
            output.WriteLine($"{name}: 0 of {count}; {exception.Message}");

            return false;
        }
    }

    /// <summary>What differs first about a text; null where nothing does.</summary>
    private static string? Difference(Tokenizer tokenizer, JsonElement expected)
    {
        string text = expected.GetProperty("text").GetString()!;
        int[] ids = Numbers(expected.GetProperty("ids"));

        // SentencePiece adds no special tokens, and what it expects has ids only.
        int[] plain = expected.TryGetProperty("ids_plain", out JsonElement numbers) ? Numbers(numbers) : ids;

        return Compare("ids", text, ids, tokenizer.Encode(text))
            ?? Compare("ids_plain", text, plain, tokenizer.Encode(text, addSpecialTokens: false))
            ?? Compare("decoded", text, [.. expected.GetProperty("decoded").GetString()!], tokenizer.Decode(ids).ToCharArray());
    }

    private static string? Compare<T>(string what, string text, T[] expected, T[] actual) => expected.AsSpan().SequenceEqual(actual)
        ? null
        : $"{what} of {Quote(text)} should be {Quote(expected)} and are {Quote(actual)}";

    private static string Quote<T>(T[] values) => values is char[] text ? Quote(new string(text)) : $"[{string.Join(", ", values)}]";

    private static string Quote(string text) => JsonEncodedText.Encode(text.Length > 200 ? text[..200] : text).ToString();

    private static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(static number => number.GetInt32())];
}
