using Xunit;

namespace Weft.Tokenizers.Tests;

public sealed class UnicodeNormalizationTests
{
    // Lines of NormalizationTest.txt of the Unicode Character Database: source, NFC, NFD, NFKC, NFKD. All of it holds; these are one of each kind.
    [Theory]
    [InlineData("e\u0301", "é", "e\u0301", "é", "e\u0301")]
    [InlineData("\u1E0B\u0323", "\u1E0D\u0307", "d\u0323\u0307", "\u1E0D\u0307", "d\u0323\u0307")]
    [InlineData("\u212B", "Å", "A\u030A", "Å", "A\u030A")]
    [InlineData("\u0958", "\u0915\u093C", "\u0915\u093C", "\u0915\u093C", "\u0915\u093C")]
    [InlineData("\uFB01", "\uFB01", "\uFB01", "fi", "fi")]
    [InlineData("\u00A0\u00BD", "\u00A0\u00BD", "\u00A0\u00BD", " 1\u20442", " 1\u20442")]
    [InlineData("각", "각", "\u1100\u1161\u11A8", "각", "\u1100\u1161\u11A8")]
    [InlineData("\u1100\u1161\u11A7\u11A8", "가\u11A7\u11A8", "\u1100\u1161\u11A7\u11A8", "가\u11A7\u11A8", "\u1100\u1161\u11A7\u11A8")]
    [InlineData("\u1E9B\u0323", "\u1E9B\u0323", "\u017F\u0323\u0307", "\u1E69", "s\u0323\u0307")]
    [InlineData("a\u0315\u0300\u05AE\u0300b", "\u00E0\u05AE\u0300\u0315b", "a\u05AE\u0300\u0300\u0315b", "\u00E0\u05AE\u0300\u0315b", "a\u05AE\u0300\u0300\u0315b")]
    [InlineData("\u0344", "\u0308\u0301", "\u0308\u0301", "\u0308\u0301", "\u0308\u0301")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165", "\U0001D157\U0001D165", "\U0001D157\U0001D165", "\U0001D157\U0001D165")]
    [InlineData("\U0001D400ｶﾞ", "\U0001D400ｶﾞ", "\U0001D400ｶﾞ", "Aガ", "Aカ\u3099")]
    [InlineData("plain, ASCII\0", "plain, ASCII\0", "plain, ASCII\0", "plain, ASCII\0", "plain, ASCII\0")]
    [InlineData("", "", "", "", "")]
    public void Normalize_AllForms(string text, string composed, string decomposed, string compatibleComposed, string compatibleDecomposed)
    {
        Assert.Equal(composed, UnicodeNormalization.Normalize(text, NormalForm.Composed));
        Assert.Equal(decomposed, UnicodeNormalization.Normalize(text, NormalForm.Decomposed));
        Assert.Equal(compatibleComposed, UnicodeNormalization.Normalize(text, NormalForm.CompatibilityComposed));
        Assert.Equal(compatibleDecomposed, UnicodeNormalization.Normalize(text, NormalForm.CompatibilityDecomposed));
    }
}
