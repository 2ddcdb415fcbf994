using System;

namespace Weft.Samples;

/// <summary>The languages that figures are drawn in.</summary>
internal enum Language
{
    /// <summary>English.</summary>
    English,

    /// <summary>Korean.</summary>
    Korean,
}

/// <summary>Words of a figure in both languages.</summary>
/// <param name="English">In English.</param>
/// <param name="Korean">In Korean.</param>
internal sealed record Phrase(string English, string Korean)
{
    /// <summary>Symbols, numbers and names, which are the same everywhere.</summary>
    public static implicit operator Phrase(string text) => new(text, text);

    /// <summary>The words in a language.</summary>
    public string In(Language language) => language switch
    {
        Language.English => this.English,
        Language.Korean => this.Korean,
        _ => throw new ArgumentOutOfRangeException(nameof(language), language, "A figure is English or Korean."),
    };
}
