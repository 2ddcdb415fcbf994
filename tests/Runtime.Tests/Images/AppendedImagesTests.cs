using System;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Weft.Images;
using Xunit;

namespace Weft.Runtime.Tests.Images;

public sealed class AppendedImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryFind_AppendedImages_AreFound()
    {
        Assert.True(this.TryFind("firstTHIRDfourth" + "WEFT-IMAGES 000000000005 000000000006\n", out AppendedImages images));
        Assert.Equal(new AppendedImage(5, 5), images.For(X64Level.Avx2));
        Assert.Equal(new AppendedImage(10, 6), images.For(X64Level.Avx512));
        Assert.Null(images.For(X64Level.Portable));
    }

    [Theory]
    [InlineData("")]
    [InlineData("shorter than a trailer")]
    [InlineData("an image without any other, longer than a trailer")]
    [InlineData("firstTHIRDfourth" + "WEFT-IMAGES 000000000005 000000000006\n\n")]
    [InlineData("firstTHIRDfourth" + "WEFT-IMAGES 00000000000x 000000000006\n")]
    [InlineData("firstTHIRDfourth" + "WEFT-IMAGES -00000000005 000000000006\n")]
    [InlineData("firstTHIRDfourth" + "WEFT-IMAGES 000000000005 000000000000\n")]
    [InlineData("firstTHIRDfourth" + "WEFT-IMAGES 000000000010 000000000006\n")]
    public void TryFind_NoneOrWrong_FindsNone(string content) => Assert.False(this.TryFind(content, out _));

    private bool TryFind(string content, out AppendedImages images)
    {
        File.WriteAllBytes(_folder["image"], Encoding.ASCII.GetBytes(content));
        using SafeFileHandle file = File.OpenHandle(_folder["image"]);

        return AppendedImages.TryFind(file, out images);
    }
}
