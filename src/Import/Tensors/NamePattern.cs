using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Import.Tensors;

/// <summary>
/// Names of tensors with gaps: <c>{layer}</c> and <c>{expert}</c> are numbers, <c>*</c> is anything between two dots. A name has each of
/// them once at most.
/// </summary>
internal static class NamePattern
{
    private const string Any = "*";

    private static readonly string[] Numbers = ["{layer}", "{expert}"];

    /// <summary>What stands in the gaps of a name, by the gap; null where the name does not fit.</summary>
    public static IReadOnlyDictionary<string, string>? Match(string pattern, string name)
    {
        string[] patternParts = pattern.Split('.');
        string[] parts = name.Split('.');

        return parts.Length == patternParts.Length && parts.Zip(patternParts).All(static pair => Fits(pair.Second, pair.First))
            ? parts.Zip(patternParts).Where(static pair => IsGap(pair.Second))
                .ToDictionary(static pair => pair.Second, static pair => pair.First)
            : null;
    }

    /// <summary>The name with gaps filled; a gap that it does not have is left out.</summary>
    public static string Fill(string pattern, IReadOnlyDictionary<string, string> values) =>
        string.Join('.', pattern.Split('.').Select(part => IsGap(part) ? values[part] : part));

    private static bool IsGap(string part) => part == Any || Numbers.Contains(part);

    private static bool Fits(string part, string text) => part switch
    {
        Any => true,
        _ when Numbers.Contains(part) => text.Length > 0 && text.All(char.IsAsciiDigit),
        _ => part.Equals(text, StringComparison.Ordinal),
    };
}
