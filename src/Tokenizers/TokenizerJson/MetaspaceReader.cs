using System.Text;

namespace Weft.Tokenizers;

/// <summary>Reads what the pre-tokenizer and the decoder of the type Metaspace have in common.</summary>
internal static class MetaspaceReader
{
    /// <summary>The mark that stands for a space.</summary>
    public static char Mark(JsonComponent component)
    {
        Rune mark = component.Character("replacement");

        return mark.IsBmp ? (char)mark.Value : throw component.At("replacement").Error("is a character beyond U+FFFF");
    }

    /// <summary>When a mark is put in front. Files of older versions have a flag instead.</summary>
    public static PrependScheme Prepend(JsonComponent component) => !component.Flag("add_prefix_space", true)
        ? PrependScheme.Never
        : component.OptionalText("prepend_scheme") switch
        {
            null or "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            string other => throw component.At("prepend_scheme").Error($"is '{other}'; supported are always, first and never"),
        };
}
