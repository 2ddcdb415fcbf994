using System;
using System.IO;
using System.Text;

namespace Weft.Samples;

/// <summary>The plays as character ids: the first nine tenths to train on, the rest held out.</summary>
internal sealed class Plays
{
    // What the text is written with. It stands here because writing with a trained model takes nothing else of the text.
    private const string Characters = "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly Lazy<ReadOnlyMemory<int>> _tokens;

    private Plays() => _tokens = new(() => this.ReadTokens());

    /// <summary>The characters of the plays.</summary>
    public CharacterVocabulary Vocabulary { get; } = CharacterVocabulary.FromCharacters(Characters);

    /// <summary>The text to train on.</summary>
    public ReadOnlyMemory<int> Training => _tokens.Value[..this.Split];

    /// <summary>The held-out text.</summary>
    public ReadOnlyMemory<int> Validation => _tokens.Value[this.Split..];

    private int[] ReadTokens()
    {
        int[] tokens = this.Vocabulary.Encode(ReadText());

        // Bytes and text are three megabytes of garbage now, and training never allocates enough to have them collected.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

        return tokens;
    }

    private int Split => (int)(_tokens.Value.Length * 9L / 10);

    /// <summary>The plays that the program carries; they are read when somebody asks for their text.</summary>
    public static Plays Load() => new();

    /// <summary>All of the text.</summary>
    public static string ReadText()
    {
        using Stream stream = typeof(Plays).Assembly.GetManifestResourceStream("input.txt")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);

        return Encoding.UTF8.GetString(bytes);
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
