using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Text;
using Xunit;

namespace Weft.Runtime.Tests.Files;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_EveryType_ReadsBack()
    {
        SafetensorsWriter writer = new();
        writer.Add("singles", [2, 3], [1f, -2f, 3.5f, float.NaN, float.PositiveInfinity, 0f]);
        writer.Add("doubles", [2], [Math.PI, double.MinValue]);
        writer.Add("integers", [], [long.MinValue]);
        writer.Add("nothing", [0, 4], Array.Empty<float>());
        writer.AddMetadata("quote\"d", "ü\n");
        writer.Save(_folder["a.safetensors"]);
        using SafetensorsFile file = SafetensorsFile.Open(_folder["a.safetensors"]);

        Assert.Equal(["singles", "doubles", "integers", "nothing"], file.Tensors.Select(static tensor => tensor.Name));
        Assert.Equal([1f, -2f, 3.5f, float.NaN, float.PositiveInfinity, 0f], file.ReadSingles("singles"));
        Assert.Equal([Math.PI, double.MinValue], file.ReadDoubles("doubles"));
        Assert.Equal([long.MinValue], file.ReadIntegers("integers"));
        Assert.Empty(file.ReadSingles("nothing"));
        Assert.Equal("[2, 3]", file.Find("singles")!.ShapeText);
        Assert.Equal("ü\n", file.Metadata["quote\"d"]);
        Assert.Null(file.Find("other"));
    }

    [Fact]
    public void Save_Twice_SameBytes()
    {
        Assert.Equal(Bytes("a"), Bytes("b"));

        byte[] Bytes(string name)
        {
            SafetensorsWriter writer = new();
            writer.AddMetadata("z", "1");
            writer.AddMetadata("a", "2");
            writer.Add("t", [2], [1f, 2f]);
            writer.Save(_folder[name]);

            return File.ReadAllBytes(_folder[name]);
        }
    }

    [Fact]
    public void Add_TakenNameOrWrongShape_IsAnError()
    {
        SafetensorsWriter writer = new();
        writer.Add("t", [2], [1f, 2f]);

        Assert.Throws<ArgumentException>(() => writer.Add("t", [2], [1f, 2f]));
        Assert.Throws<ArgumentException>(() => writer.Add("u", [3], [1f, 2f]));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", [1], [1f]));
    }

    // 1.5 and -2 as every type that can be read as singles.
    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3E, 0x00, 0xC0 })]
    [InlineData("BF16", new byte[] { 0xC0, 0x3F, 0x00, 0xC0 })]
    [InlineData("F32", new byte[] { 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0 })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0 })]
    public void ReadSingles_StoredFloats_AreConverted(string type, byte[] data)
    {
        using SafetensorsFile file = this.Open($$$"""{"t":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""", data);

        Assert.Equal([1.5f, -2f], file.ReadSingles("t"));
        Assert.Equal([1.5, -2.0], file.ReadDoubles("t"));
        Assert.Contains("tensor 't'", Assert.Throws<ModelFileException>(() => file.ReadIntegers("t")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("I32", new byte[] { 7, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF })]
    [InlineData("I64", new byte[] { 7, 0, 0, 0, 0, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    public void Read_StoredIntegers_AreConverted(string type, byte[] data)
    {
        using SafetensorsFile file = this.Open($$$"""{"t":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""", data);

        Assert.Equal([7L, -2L], file.ReadIntegers("t"));
        Assert.Equal([7f, -2f], file.ReadSingles("t"));
    }

    [Fact]
    public void Read_OtherTypes_AreRefusedByName()
    {
        using SafetensorsFile file = this.Open("""{"t":{"dtype":"F8_E5M2","shape":[1],"data_offsets":[0,1]}}""", [1]);

        Assert.Contains("F8_E5M2", Assert.Throws<ModelFileException>(() => file.ReadSingles("t")).Message, StringComparison.Ordinal);
        Assert.Equal("u", Assert.Throws<ModelFileException>(() => file.ReadSingles("u")).TensorName);
    }

    [Theory]
    [InlineData("", 0, "not valid JSON")]
    [InlineData("[]", 0, "must be a JSON object")]
    [InlineData("{", 0, "not valid JSON")]
    [InlineData("{} x", 0, "not valid JSON")]
    [InlineData("""{"a":1}""", 0, "must be an object")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "tensor 'a': its entry needs")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "tensor 'a': its entry needs")]
    [InlineData("""{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}}""", 4, "dtype 'F33' is unknown")]
    [InlineData("""{"a":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}""", 4, "dtype must be a string")]
    [InlineData("""{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}""", 4, "shape must be an array")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "not negative")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,3],"data_offsets":[0,4]}}""", 4, "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "do not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}""", 4, "unknown or repeated key 'more'")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown or repeated key 'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "stands in the header twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "data start at byte 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "data start at byte 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "data start at byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "1 bytes after its last tensor")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "metadata 'a' must be a string")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "metadata 'a' stands in the header twice")]
    public void Open_DamagedHeader_SaysWhere(string header, int dataBytes, string message)
    {
        ModelFileException exception = Assert.Throws<ModelFileException>(() => this.Open(header, new byte[dataBytes]).Dispose());

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith(_folder["file"], exception.Message, StringComparison.Ordinal);
        Assert.Equal(_folder["file"], exception.Path);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 0 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 127, 0 })]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 255, 254 })]
    public void Open_NotSafetensors_IsAClearError(byte[] bytes)
    {
        File.WriteAllBytes(_folder["file"], bytes);

        Assert.StartsWith(_folder["file"], Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(_folder["file"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_InvalidUtf8InAName_IsAClearError()
    {
        byte[] header = Encoding.Latin1.GetBytes("{\"\u00FF\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}");

        Assert.Contains("not valid JSON", Assert.Throws<ModelFileException>(() => this.Open(header, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingFile_NamesIt() =>
        Assert.Contains("missing.safetensors", Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(_folder["missing.safetensors"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_EveryTruncation_IsAClearError()
    {
        SafetensorsWriter writer = new();
        writer.Add("a", [3], [1f, 2f, 3f]);
        writer.Add("b", [2], [1f, 2f]);
        writer.Save(_folder["whole"]);
        byte[] whole = File.ReadAllBytes(_folder["whole"]);

        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(_folder["file"], whole[..length]);
            Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(_folder["file"]));
        }
    }

    private SafetensorsFile Open(string header, byte[] data) => this.Open(Encoding.UTF8.GetBytes(header), data);

    private SafetensorsFile Open(byte[] header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        File.WriteAllBytes(_folder["file"], [.. length, .. header, .. data]);

        return SafetensorsFile.Open(_folder["file"]);
    }
}
