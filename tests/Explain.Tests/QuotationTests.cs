using System.Linq;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>How numbers are found in a text, and how they are rounded.</summary>
public sealed class QuotationTests
{
    [Theory]
    [InlineData("0.87", 0.8712, "0.87")]
    [InlineData("0.87", 0.8661, "0.87")]
    [InlineData("0.87", 0.88, "0.88")]
    [InlineData("87%", 0.8712, "87%")]
    [InlineData("98.5%", 0.98531, "98.5%")]
    [InlineData("108,288", 108_288, "108,288")]
    [InlineData("108,288", 108_289, "108,289")]
    [InlineData("6e-7", 5.96e-7, "6e-7")]
    [InlineData("6.0e-7", 5.93e-7, "5.9e-7")]
    [InlineData("-1", -1, "-1")]
    public void Values_AreWrittenLikeTheNumber(string number, double value, string written) => Assert.Equal(written, new Quotation(number, "key").Write(value));

    [Fact]
    public void Comments_BelongToTheNumberBeforeThem()
    {
        ExplanationPage page = new("It is 1,024<!-- a.b --> in 5%<!-- c --> of -2.5e-3<!-- d --> and <!-- e --> not <!-- emitted: x.yaml -->.");

        Assert.Equal([new Quotation("1,024", "a.b"), new Quotation("5%", "c"), new Quotation("-2.5e-3", "d")], page.Quotations());
        Assert.Equal(["a.b", "c", "d", "e"], page.Keys());
    }

    [Fact]
    public void Excerpts_BelongToTheLastSpecification()
    {
        ExplanationPage page = new("<!-- emitted: a.yaml -->\n```csharp\nx\n```\n\n```csharp\ny\n```\n<!-- emitted: b.yaml -->\n```csharp\nz\n```\n");

        Assert.Equal([("a.yaml", "x"), ("a.yaml", "y"), ("b.yaml", "z")], page.Excerpts("emitted", "csharp").Select(static excerpt => (excerpt.Specification, excerpt.Code)));
    }
}
