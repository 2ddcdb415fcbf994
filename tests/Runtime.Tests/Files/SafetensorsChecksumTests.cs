using System;
using System.IO;
using System.Text;
using Xunit;

namespace Weft.Runtime.Tests.Files;

public sealed class SafetensorsChecksumTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // RFC 3720, appendix B.4, and the value that every list of such checks gives for these nine digits.
    [Fact]
    public void Append_PublishedBytes_GiveThePublishedCheck()
    {
        Assert.Equal(0x8A9136AAu, Check(new string('\0', 32)));
        Assert.Equal(0xE3069283u, Check("123456789"));
        Assert.Equal(0xE3069283u, Check("123", "456789"));
    }

    [Fact]
    public void Open_AnyBitChanged_IsAnError()
    {
        byte[] whole = this.Write();

        for (int bit = 0; bit < 8 * whole.Length; bit++)
        {
            byte[] changed = [.. whole];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(_folder["changed"], changed);

            Assert.StartsWith(_folder["changed"], Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(_folder["changed"])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_WholeFile_ShowsItsOwnTextsAlone()
    {
        _ = this.Write();
        using SafetensorsFile file = SafetensorsFile.Open(_folder["whole"]);

        Assert.Equal("text", Assert.Single(file.Metadata).Value);
    }

    // A program that keeps what it does not know, and spells it in another way.
    [Theory]
    [InlineData("\"weft.checksum\": \"weft-crc32c:00000000\"")]
    [InlineData("\"weft.checksum\":\"\"")]
    [InlineData("\"weft.checksum\":\"weft-crc32c:\"")]
    public void Open_ChecksumOfAnotherForm_IsAnError(string entry)
    {
        byte[] header = Encoding.UTF8.GetBytes($"{{\"__metadata__\":{{{entry}}}}}");
        File.WriteAllBytes(_folder["file"], [.. BitConverter.GetBytes((long)header.Length), .. header]);

        Assert.Contains("weft.checksum", Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(_folder["file"])).Message, StringComparison.Ordinal);
    }

    private static uint Check(params string[] parts)
    {
        Crc32C checksum = new();

        foreach (string part in parts)
        {
            checksum.Append(Encoding.ASCII.GetBytes(part));
        }

        return checksum.Value;
    }

    private byte[] Write()
    {
        SafetensorsWriter writer = new();
        writer.AddMetadata("name", "text");
        writer.Add("a", [3], [1f, 2f, 3f]);
        writer.Add("b", [1], [4L]);
        writer.Save(_folder["whole"]);

        return File.ReadAllBytes(_folder["whole"]);
    }
}
