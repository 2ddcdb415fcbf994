using System.Globalization;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator.Diagnostics;

namespace Weft.Generator.Specification;

/// <summary>What a file has to satisfy before it is read as YAML.</summary>
internal static class TextRules
{
    /// <summary>Adds the first problem of the text, if it has one.</summary>
    /// <returns>Whether the text can be parsed.</returns>
    public static bool Check(string fileName, string? text, Problems problems)
    {
        if (text is null)
        {
            return Refuse(fileName, default, "it is missing or is no text file", problems);
        }

        if (text.Length > Limits.FileLength)
        {
            return Refuse(fileName, default, $"it is longer than {Wording.Grouped(Limits.FileLength)} characters", problems);
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (Objection(text, i) is string objection)
            {
                return Refuse(fileName, new TextSpan(i, 1), objection, problems);
            }
        }

        return string.IsNullOrWhiteSpace(text) ? Refuse(fileName, default, "it is empty", problems) : true;
    }

    private static bool Refuse(string fileName, TextSpan span, string reason, Problems problems)
    {
        problems.Add(DiagnosticDescriptors.Unreadable, span, fileName, reason);

        return false;
    }

    private static string? Objection(string text, int index)
    {
        char character = text[index];

        if (character == '\uFFFD')
        {
            return "a character here is not valid in the file's encoding; save it as UTF-8";
        }

        bool allowed = character switch
        {
            '\t' or '\n' or '\r' or '\u0085' => true,
            _ when char.IsHighSurrogate(character) => index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]),
            _ when char.IsLowSurrogate(character) => index > 0 && char.IsHighSurrogate(text[index - 1]),
            _ => CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.Control && character is not ('\uFFFE' or '\uFFFF'),
        };

        return allowed ? null : $"the character {Wording.CodePoint(character)} here is not text";
    }
}
