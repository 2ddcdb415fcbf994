using System;
using System.Collections.Generic;

namespace Weft.Tokenizers;

/// <summary>
/// How a BPE vocabulary is to be applied. The first line of a merges file that is written here says it, in a form that every reader takes
/// for the version comment: "#version: 0.2 weft level=byte splitting=words prefix=space".
/// </summary>
public sealed record BpeFormat
{
    private const string Comment = "#version:";
    private const string Marker = " weft ";

    /// <summary>What tokens are made of.</summary>
    public BpeLevel Level { get; init; }

    /// <summary>How texts are split into pieces.</summary>
    public BpeSplitting Splitting { get; init; }

    /// <summary>
    /// Whether a text is encoded as if a space stood before it, so that its first word has the tokens that it has elsewhere. Decoding takes
    /// it away.
    /// </summary>
    public bool PrefixSpace { get; init; } = true;

    /// <summary>The first line of a merges file.</summary>
    internal string Header =>
        $"{Comment} 0.2{Marker}level={Lower(this.Level)} splitting={Lower(this.Splitting)} prefix={(this.PrefixSpace ? "space" : "none")}";

    /// <summary>Reads <see cref="Header"/>; null where the line is none of ours.</summary>
    /// <exception cref="FormatException">It is one of ours, but cannot be understood.</exception>
    internal static BpeFormat? Parse(string line)
    {
        int marker = line.IndexOf(Marker, StringComparison.Ordinal);

        if (!IsComment(line) || marker < 0)
        {
            return null;
        }

        BpeFormat format = new() { PrefixSpace = false };

        foreach (string setting in line[(marker + Marker.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            format = setting switch
            {
                "level=byte" => format with { Level = BpeLevel.Byte },
                "level=character" => format with { Level = BpeLevel.Character },
                "splitting=words" => format with { Splitting = BpeSplitting.Words },
                "splitting=gpt2" => format with { Splitting = BpeSplitting.Gpt2 },
                "prefix=space" => format with { PrefixSpace = true },
                "prefix=none" => format with { PrefixSpace = false },
                _ => throw new FormatException($"the setting '{setting}' is not known."),
            };
        }

        return format;
    }

    /// <summary>The format of files from elsewhere: GPT-2's, at the level that the vocabulary shows.</summary>
    internal static BpeFormat Infer(IReadOnlyDictionary<string, int> ids) => new()
    {
        Level = ByteSymbols.AreIn(ids) ? BpeLevel.Byte : BpeLevel.Character,
        Splitting = BpeSplitting.Gpt2,
        PrefixSpace = false,
    };

    /// <summary>Whether a line of a merges file is a comment.</summary>
    internal static bool IsComment(string line) => line.StartsWith("#version", StringComparison.Ordinal);

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
