using System.Runtime.Intrinsics.X86;
using Weft.Images;
using Xunit;

namespace Weft.Runtime.Tests.Images;

public sealed class X64ProcessorTests
{
    // .NET asks the system more thoroughly; an image that is started where it says otherwise would end at once.
    [Fact]
    public void Level_IsWhatDotNetFinds()
    {
        if (X86Base.IsSupported)
        {
            X64Level expected = Avx512F.IsSupported ? X64Level.Avx512 : Avx2.IsSupported ? X64Level.Avx2 : X64Level.Portable;

            Assert.Equal(expected, X64Processor.Level);
        }
    }
}
