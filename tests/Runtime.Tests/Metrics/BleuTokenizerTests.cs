using Xunit;

namespace Weft.Runtime.Tests.Metrics;

public sealed class BleuTokenizerTests
{
    /// <summary>Worked by hand from mteval-v13a's substitutions.</summary>
    [Theory]
    [InlineData("Hello, world!", "Hello|,|world|!")]
    [InlineData("It costs 1,000.50 dollars.", "It|costs|1,000.50|dollars|.")]
    [InlineData("In 1999.", "In|1999|.")]
    [InlineData("pages 3-4 well-known", "pages|3|-|4|well-known")]
    [InlineData("don't (stop) [now]/{then}", "don't|(|stop|)|[|now|]|/|{|then|}")]
    [InlineData("a.b,c", "a|.|b|,|c")]
    [InlineData("&quot;x&quot; &amp;lt; 5 &lt; 6 &gt; 4", "\"|x|\"|<|5|<|6|>|4")]
    [InlineData("be<skipped>fore soft-\nware next\nline", "before|software|next|line")]
    [InlineData("「日本」。", "「日本」。")]
    [InlineData("..., 5.", ".|.|.|,|5|.")]
    [InlineData("😀. ok", "😀|.|ok")]
    public void Words_Mteval13a(string segment, string expected) => Assert.Equal(expected.Split('|'), BleuTokenizer.Words(segment, BleuTokenization.Mteval13a));

    /// <summary>A point after a number at the very end stays with it, as in mteval-v14 and in sacreBLEU.</summary>
    [Theory]
    [InlineData("Hello, world!", "Hello|,|world|!")]
    [InlineData("It costs 1,000.50 dollars.", "It|costs|1,000.50|dollars|.")]
    [InlineData("In 1999.", "In|1999.")]
    [InlineData("well-known 「日本」。", "well|-|known|「|日本|」|。")]
    [InlineData("5€ + 😀😀 &amp;", "5|€|+|😀|😀|&|amp|;")]
    [InlineData("a𐄀b 𐏐x", "a|𐄀|b|𐏐|x")]
    public void Words_International(string segment, string expected) => Assert.Equal(expected.Split('|'), BleuTokenizer.Words(segment, BleuTokenization.International));

    /// <summary>The first line is in the test of flexeval, which calls sacreBLEU; the others are worked by hand. Without 13a's first part a point
    /// after a number at the very end stays with it, and &amp;quot; is no quotation mark.</summary>
    [Theory]
    [InlineData("教我中文吧", "教|我|中|文|吧")]
    [InlineData(" 我有3.5元，OK? ", "我|有|3.5|元|，|OK|?")]
    [InlineData("“引用” — 2017年.", "“|引|用|”|—|2017|年|.")]
    [InlineData("In 1999.", "In|1999.")]
    [InlineData("&quot;㐀", "&|quot|;|㐀")]
    [InlineData("ｆｕｌｌ 𠀀𠀁", "ｆ|ｕ|ｌ|ｌ|𠀀𠀁")]
    public void Words_Chinese(string segment, string expected) => Assert.Equal(expected.Split('|'), BleuTokenizer.Words(segment, BleuTokenization.Chinese));

    [Fact]
    public void Words_Character_OnePerCodePoint() => Assert.Equal(["a", "b", "😀", "."], BleuTokenizer.Words("a b\u3000😀.", BleuTokenization.Character));

    [Fact]
    public void Words_None_SplitsAsPythonDoes() => Assert.Equal(["a.", "b", "c\u200Bd"], BleuTokenizer.Words("\u00A0a.\u001Cb\u0085c\u200Bd ", BleuTokenization.None));
}
