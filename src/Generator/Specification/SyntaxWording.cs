using System;
using Microsoft.CodeAnalysis.Text;
using YamlDotNet.Core;

namespace Weft.Generator.Specification;

/// <summary>Rewords the YAML parser's complaints for people who write specs, where the mistake is a common one.</summary>
internal static class SyntaxWording
{
    /// <summary>The message: our own wording for a common mistake, otherwise the parser's.</summary>
    public static string Of(YamlException exception, string text)
    {
        string message = exception.Message.TrimEnd('.');
        int start = (int)Math.Min(exception.Start.Index, text.Length);

        return message switch
        {
            _ when IsTab(message) => "a tab stands where YAML wants spaces",
            _ when Has(message, "found invalid mapping") =>
                "a ':' stands inside a value; indent a key like its neighbours, and put text with ': ' in it in quotes",
            _ when Has(message, "cannot start any token") && start < text.Length =>
                $"'{text[start]}' cannot start a value; put the value in quotes",
            _ when Has(message, "scanning a quoted scalar") && Has(message, "end of stream") => "the quoted text is never closed",
            _ => char.ToLowerInvariant(message[0]) + message.Substring(1),
        };
    }

    /// <summary>The place: the parser's, or the tab itself if one is in the indentation.</summary>
    public static TextSpan Place(YamlException exception, TextSpan span, string text)
    {
        int tab = IsTab(exception.Message) ? text.IndexOf('\t', span.Start) : -1;

        return tab >= 0 ? new TextSpan(tab, 1) : span;
    }

    private static bool IsTab(string message) => Has(message, "tab character");

    private static bool Has(string message, string part) => message.IndexOf(part, StringComparison.Ordinal) >= 0;
}
