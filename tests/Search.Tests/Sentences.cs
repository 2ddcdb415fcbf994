using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples.Tests;

/// <summary>Texts of all kinds to compare encoders with.</summary>
internal static class Sentences
{
    private const int LongestRepetition = 300;

    private static readonly string[] Repeated = ["word", "Other", "七"];

    private static readonly string[] Written =
    [
        string.Empty, " ", "a", "A", "?", "1", "é", "王", "🍕", "Yes.", "NO!", "Who's there?",
        "To be, or not to be: that is the question.", "A ghost asks, for REVENGE!",
        "The Quick Brown Fox JUMPS over the lazy dog", "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG",
        "café naïve Ångström façade", "Crème brûlée à la carte, s'il vous plaît", "El niño comió piñata mañana",
        "Dvořák, Škvorecký a Čapek", "Übergrößenträger müssen draußen bleiben", "Straße", "İstanbul'da güneşli bir gün",
        "Zażółć gęślą jaźń", "Tiếng Việt có dấu", "日本語のテスト", "今日はいい天気ですね。", "中文句子，没有空格。", "繁體中文測試", "한국어 문장입니다.", "カタカナ と ひらがな",
        "漢字kanjiかな混じり", "Привет, как дела?", "Ελληνικά κείμενα", "שלום עולם", "مرحبا بالعالم", "नमस्ते दुनिया", "สวัสดีชาวโลก",
        "I love 🍕 pizza 🎉", "👩‍👩‍👧‍👦 family", "🇫🇷 flags 🇯🇵", "thumbs up 👍🏽!", "😀😀😀", "☃ snowman ☂ umbrella",
        "don't stop; it's e-mail@x.org", "https://example.org/a?b=c&d=1#e", "3.14159 and 2,718,281", "$5.00 or €4.50 (£4)",
        "C++ and C# and F#", "snake_case camelCase PascalCase kebab-case", "tabs\tand\nnew lines\r\nin it",
        "  leading and trailing  ", "a\u00a0b\u2009c\u3000d", "zero\u200bwidth \u00adsoft\u00adhyphen",
        "control \u0001 characters \u007f", "“quotes” ‘single’ – dash — em…", "½ ⅓ ² ³ ™ © ®", "antidisestablishmentarianism",
        "pneumonoultramicroscopicsilicovolcanoconiosis", "xyzzyqwertyasdf", "[MASK] and [CLS] in a text",
        "e\u0301 decomposed and é composed", "ﬁ ligature ﬂ", "Ⅳ roman ⅷ", "𝔉𝔯𝔞𝔨𝔱𝔲𝔯 𝕞𝕒𝕥𝕙", "ｆｕｌｌ　ｗｉｄｔｈ",
    ];

    /// <summary>More than five hundred, of 2 to 256 tokens with the special ones, long beside short.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Alternate(Written, [.. FromPlays(), .. Repetitions()])];

    private static IEnumerable<string> FromPlays() =>
        TextFiles.LoadPlays().Passages.Where(static (_, number) => number % 5 == 0).Select(static passage => passage.Text);

    private static IEnumerable<string> Repetitions() =>
        from count in (int[])[2, 3, 7, 15, 16, 17, 31, 63, 127, 200, 253, 254, 255, LongestRepetition]
        select string.Join(' ', Enumerable.Range(0, count).Select(static number => Repeated[number % Repeated.Length]));

    private static IEnumerable<string> Alternate(params string[][] lists) =>
        from number in Enumerable.Range(0, lists.Max(static list => list.Length))
        from list in lists
        where number < list.Length
        select list[number];
}
