using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Weft.Runtime.Tests.Text;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{\"a\": \"b\"}")]
    [InlineData("\uFEFF{\"a\": \"b\"}")]
    [InlineData("{\"\\ud83d\\ude42\": \"\\uD55C \\\\ud800\"}")]
    public void Parse_Texts_CanBeRead(string json)
    {
        using JsonDocument document = JsonText.Parse(Encoding.UTF8.GetBytes(json));

        Assert.NotNull(document.RootElement.EnumerateObject().Single().Value.GetString());
    }

    [Theory]
    [InlineData("{\n\"a\": \"\\ud83d\"}", 1)]
    [InlineData("{\"a\": 1,\n\n\"\\uDE42\": 1}", 2)]
    [InlineData("{\n\"a\": \"\u00FF\"}", 1)]
    [InlineData("{\"a\u00C3\": 1,\n\"b\": 2}", 0)]
    [InlineData("{", 0)]
    public void Parse_TextThatIsNone_SaysInWhichLine(string json, long line) =>
        Assert.Equal(line, Assert.ThrowsAny<JsonException>(() => JsonText.Parse(Encoding.Latin1.GetBytes(json)).Dispose()).LineNumber);
}
