using Weft.Generator.Text;
using Xunit;

namespace Weft.Generator.Tests.Text;

public sealed class LiteralTests
{
    // C# converts no constant above 32 bits to a native integer: arenas of large models are sizes of that kind.
    [Theory]
    [InlineData(512, "512")]
    [InlineData(4_294_967_295, "4_294_967_295")]
    [InlineData(4_294_967_296, "unchecked((nuint)4_294_967_296)")]
    public void Size_IsANativeInteger(long value, string literal) => Assert.Equal(literal, Literal.Size(value));
}
