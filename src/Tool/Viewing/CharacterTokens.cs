using System;
using System.IO;

namespace Weft.Tool.Viewing;

/// <summary>A token for each character.</summary>
internal sealed class CharacterTokens(CharacterVocabulary vocabulary) : TextTokens
{
    /// <summary>Counts the characters of a text.</summary>
    /// <exception cref="IOException">It cannot be read or has none; the message names it.</exception>
    public static CharacterTokens Load(string path)
    {
        try
        {
            return new CharacterTokens(CharacterVocabulary.FromText(File.ReadAllText(path)));
        }
        catch (ArgumentException exception)
        {
            throw new IOException($"{path}: the file has no characters.", exception);
        }
    }

    /// <inheritdoc/>
    public override int? End => null;

    /// <inheritdoc/>
    public override int? Start => null;

    /// <inheritdoc/>
    public override int? Find(string name) =>
        vocabulary.Characters.Contains(name, StringComparison.Ordinal) && vocabulary.Encode(name) is [int token] ? token : null;

    /// <inheritdoc/>
    public override int[] Encode(string text) => vocabulary.Encode(text);

    /// <inheritdoc/>
    public override int[] EncodePlainly(string text) => vocabulary.Encode(text);

    /// <inheritdoc/>
    protected override string? Decode(int token) => token < vocabulary.Count ? vocabulary.Decode(token) : null;

    /// <inheritdoc/>
    protected override string? NameOf(int token) => null;
}
