using System;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Weft.Tokenizers.Tests;

public sealed class OnigurumaSyntaxTests
{
    [Theory]
    [InlineData(@"\p{L}++", @"(?>\p{L}+)")]
    [InlineData(@"[^\r\n]?+a", @"(?>[^\r\n]?)a")]
    [InlineData(@"(?:ab|c)*+", @"(?>(?:ab|c)*)")]
    [InlineData(@"a{1,3}+", @"(?:a{1,3})+")]
    [InlineData(@"a+?b??", @"a+?b??")]
    [InlineData(@"\(?+", @"(?>\(?)")]
    [InlineData(@"(?i:'s)|(?!\p{N})s", "(?i:'[sS\u017F])|(?!\\p{N})s")]
    [InlineData(@"(?i)[st](?-i:s)", "(?i)[sS\u017Ft](?-i:s)")]
    [InlineData(@"\h", @"[0-9A-Fa-f]")]
    [InlineData(@"\p{^L}\P{N}", @"\P{L}\P{N}")]
    [InlineData(@"[[:digit:]a]", @"[\p{Nd}a]")]
    [InlineData(@"[]a]", @"[]a]")]
    [InlineData(@"[\p{L}&&[^ab]]", @"[\p{L}-[ab]]")]
    [InlineData(@"[a[bc]]", @"[abc]")]
    [InlineData(@"[^\s\p{L}]", @"[^\t-\r\x85\p{Z}\p{L}]")]
    [InlineData(@"[\S]", @"[\S]")]
    [InlineData(@"\x{4E00}", @"\u4E00")]
    public void Translate_SaysTheSameToDotNet(string pattern, string expected)
    {
        string translated = OnigurumaSyntax.Translate(pattern);

        Assert.Equal(expected, translated);
        _ = new Regex(translated);
    }

    [Theory]
    [InlineData(@"a\")]
    [InlineData(@"\p{Unheard}")]
    [InlineData(@"\pL")]
    [InlineData(@"[a")]
    [InlineData(@"[a[^b]]")]
    [InlineData(@"[a&&b]")]
    [InlineData(@"[[:unheard:]]")]
    [InlineData(@"\x{1F600}")]
    public void Translate_WhatHasNoCounterpart_IsRefused(string pattern) => Assert.Throws<ArgumentException>(() => OnigurumaSyntax.Translate(pattern));

    [Fact]
    public void Segment_CharactersBeyondTheBasicPlane_HaveTheirCategory()
    {
        System.Collections.Generic.List<TextSegment> segments = [];
        new RegexPattern(@"\p{L}+|\p{S}").Segment("a𝕏ü😀 𠀀b", segments);

        Assert.Equal([(0, 4, true), (4, 6, true), (6, 7, false), (7, 10, true)], segments.Select(static segment => (segment.Start, segment.End, segment.IsMatch)));
    }
}
