using System.Text.RegularExpressions;

namespace Weft.Tokenizers;

/// <summary>The patterns that split a text into pieces; every character of a text is in exactly one.</summary>
internal static partial class PieceSplitter
{
    /// <summary>What a space looks like to a vocabulary of characters: a token in a merges file cannot hold a space.</summary>
    public const char SpaceMark = '\u2581';

    private const string Words = @"?[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*";
    private const string Digits = @"?\p{N}+";
    private const string Signs = @"?[^\s▁\p{L}\p{M}\p{N}]+";

    /// <summary>The pattern of a format.</summary>
    public static Regex For(BpeFormat format) => (format.Splitting, format.Level) switch
    {
        (BpeSplitting.Gpt2, BpeLevel.Byte) => Gpt2(),
        (BpeSplitting.Gpt2, _) => Gpt2Marked(),
        (_, BpeLevel.Byte) => Plain(),
        _ => Marked(),
    };

    /// <summary>A text as its pieces are made from it.</summary>
    public static string Prepare(string text, BpeFormat format)
    {
        string prefixed = format.PrefixSpace ? " " + text : text;

        return format.Level == BpeLevel.Character ? prefixed.Replace(' ', SpaceMark) : prefixed;
    }

    [GeneratedRegex($@" {Words}| {Digits}| {Signs}|[\s▁]", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex($@"▁{Words}|▁{Digits}|▁{Signs}|[\s▁]", RegexOptions.CultureInvariant)]
    private static partial Regex Marked();

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2();

    [GeneratedRegex(
        @"'s|'t|'re|'ve|'m|'ll|'d|▁?\p{L}+|▁?\p{N}+|▁?[^\s▁\p{L}\p{N}]+|[\s▁]+(?![^\s▁])|[\s▁]+", RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2Marked();
}
