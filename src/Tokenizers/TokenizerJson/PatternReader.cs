using System;

namespace Weft.Tokenizers;

/// <summary>Reads the key "pattern" of a component: {"String": ...} or {"Regex": ...}.</summary>
internal static class PatternReader
{
    /// <summary>The pattern.</summary>
    /// <exception cref="ModelFileException">It is missing, or no regular expression that can be applied.</exception>
    public static TextPattern Read(JsonComponent component)
    {
        JsonComponent pattern = component.At("pattern");

        if (pattern.OptionalText("String") is string literal)
        {
            return new LiteralPattern(literal);
        }

        string expression = RegexOf(component) ?? throw pattern.Error("has neither \"String\" nor \"Regex\"");

        try
        {
            return new RegexPattern(expression);
        }
        catch (ArgumentException exception)
        {
            throw pattern.At("Regex").Error($"cannot be applied: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    /// <summary>The regular expression; null where the pattern is none.</summary>
    public static string? RegexOf(JsonComponent component) => component.At("pattern").OptionalText("Regex");
}
