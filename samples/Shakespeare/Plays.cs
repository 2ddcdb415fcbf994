using System;
using System.IO;
using System.Text;

namespace Weft.Samples;

/// <summary>The plays as character ids: the first nine tenths to train on, the rest held out.</summary>
internal sealed class Plays
{
    private Plays(string text)
    {
        this.Vocabulary = CharacterVocabulary.FromText(text);
        ReadOnlyMemory<int> tokens = this.Vocabulary.Encode(text);
        int split = (int)(tokens.Length * 9L / 10);
        this.Training = tokens[..split];
        this.Validation = tokens[split..];
    }

    /// <summary>The characters of the plays.</summary>
    public CharacterVocabulary Vocabulary { get; }

    /// <summary>The text to train on.</summary>
    public ReadOnlyMemory<int> Training { get; }

    /// <summary>The held-out text.</summary>
    public ReadOnlyMemory<int> Validation { get; }

    /// <summary>Reads the text that the program carries.</summary>
    public static Plays Load()
    {
        using Stream stream = typeof(Plays).Assembly.GetManifestResourceStream("input.txt")!;
        using StreamReader reader = new(stream, Encoding.UTF8);

        return new Plays(reader.ReadToEnd());
    }

    /// <summary>The ids of a prompt.</summary>
    /// <exception cref="UsageException">A character does not occur in the plays.</exception>
    public int[] EncodePrompt(string prompt)
    {
        int position = 1;

        foreach (Rune character in prompt.EnumerateRunes())
        {
            if (!this.Vocabulary.Characters.Contains(character.ToString(), StringComparison.Ordinal))
            {
                string name = Rune.IsControl(character) ? $"U+{character.Value:X4}" : $"'{character}'";

                throw new UsageException($"--prompt: character {position}, {name}, does not occur in the plays; they are written with a line break and {this.Vocabulary.Characters.TrimStart('\n')}.");
            }

            position++;
        }

        return this.Vocabulary.Encode(prompt);
    }
}
