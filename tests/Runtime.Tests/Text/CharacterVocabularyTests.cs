using System;
using System.IO;
using Xunit;

namespace Weft.Runtime.Tests.Text;

public sealed class CharacterVocabularyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FromText_DistinctCharacters_InOrder()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.FromText("hello\n😀 é");

        Assert.Equal("\n ehloé😀", vocabulary.Characters);
        Assert.Equal(8, vocabulary.Count);
        Assert.Equal([3, 2, 4, 4, 5, 7], vocabulary.Encode("hello😀"));
        Assert.Equal("hello😀", vocabulary.Decode([3, 2, 4, 4, 5, 7]));
        Assert.Equal("😀", vocabulary.Decode(7));
        Assert.Empty(vocabulary.Encode(string.Empty));
    }

    [Theory]
    [InlineData("hex", "'x' (U+0078) at position 2")]
    [InlineData("h\t", "U+0009 at position 1")]
    [InlineData("h😀", "'😀' (U+1F600) at position 1")]
    public void Encode_UnknownCharacter_NamesItAndItsPlace(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => CharacterVocabulary.FromText("hello").Encode(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Encode_HalfASurrogatePair_NamesItsPlace() =>
        Assert.Contains("U+D83D, stands at position 1", Assert.Throws<ArgumentException>(static () => CharacterVocabulary.FromText("hello").Encode("h\uD83D")).Message, StringComparison.Ordinal);

    [Fact]
    public void Decode_UnknownId_NamesTheRange() =>
        Assert.Contains("0 to 3", Assert.Throws<ArgumentOutOfRangeException>(static () => CharacterVocabulary.FromText("hello").Decode([4])).Message, StringComparison.Ordinal);

    [Fact]
    public void Save_ThenLoad_SameVocabulary()
    {
        CharacterVocabulary vocabulary = CharacterVocabulary.FromText("\0\n\"\\'<>é😀");
        vocabulary.Save(_folder["characters.json"]);

        Assert.Equal(vocabulary.Characters, CharacterVocabulary.Load(_folder["characters.json"]).Characters);
        Assert.Equal(vocabulary.Characters, CharacterVocabulary.FromCharacters(vocabulary.Characters).Characters);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"characters":""}""")]
    [InlineData("""{"characters":7}""")]
    [InlineData("""{"characters":"aba"}""")]
    [InlineData("""{"characters":"a""")]
    public void Load_DamagedFile_NamesIt(string json)
    {
        File.WriteAllText(_folder["characters.json"], json);

        Assert.StartsWith(_folder["characters.json"], Assert.Throws<ModelFileException>(() => CharacterVocabulary.Load(_folder["characters.json"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromText_Empty_IsAnError() => Assert.Throws<ArgumentException>(static () => CharacterVocabulary.FromText(string.Empty));
}
