using System;
using System.Linq;

namespace Weft.Import.Tensors;

/// <summary>Names of tensors with gaps: <c>{layer}</c> is a number, <c>*</c> is anything between two dots.</summary>
internal static class NamePattern
{
    private const string Layer = "{layer}";
    private const string Any = "*";

    /// <summary>
    /// What stands in the gaps of a name, in order; null where the name does not fit.
    /// </summary>
    public static string[]? Match(string pattern, string name)
    {
        string[] patternParts = pattern.Split('.');
        string[] parts = name.Split('.');

        return parts.Length == patternParts.Length && parts.Zip(patternParts).All(static pair => Fits(pair.Second, pair.First))
            ? [.. parts.Zip(patternParts).Where(static pair => IsGap(pair.Second)).Select(static pair => pair.First)]
            : null;
    }

    /// <summary>The name with gaps filled, in order.</summary>
    public static string Fill(string pattern, string[] values)
    {
        int next = 0;

        return string.Join('.', pattern.Split('.').Select(part => IsGap(part) ? values[next++] : part));
    }

    private static bool IsGap(string part) => part is Layer or Any;

    private static bool Fits(string part, string text) => part switch
    {
        Layer => text.Length > 0 && text.All(char.IsAsciiDigit),
        Any => true,
        _ => part.Equals(text, StringComparison.Ordinal),
    };
}
