using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("heds", "heads")]
    [InlineData("haeds", "heads")]
    [InlineData("HEADS", "heads")]
    [InlineData("kv-heads", "kv_heads")]
    [InlineData("d_modell", "d_model")]
    [InlineData("d_ff ", "d_ff")]
    [InlineData("positional_encodign", "positional_encoding")]
    [InlineData("optimizer", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Find_OfAMisspelling_IsTheKeyMeant(string name, string? expected) =>
        Assert.Equal(expected, NearestName.Find(name, ["heads", "kv_heads", "d_model", "d_ff", "positional_encoding"]));
}
