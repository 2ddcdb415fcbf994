using System;
using System.Linq;

namespace Weft.Samples;

/// <summary>
/// Random letters, a mark, and the same letters again, which are to be predicted: who has forgotten one cannot guess it. Labels stand
/// behind the mark only.
/// </summary>
/// <param name="letters">Letters of a sequence.</param>
/// <param name="sequences">Sequences of a batch.</param>
/// <param name="seed">Decides which letters are drawn.</param>
internal sealed class CopyTask(int letters, int sequences, int seed) : IBatchSource
{
    /// <summary>Different letters.</summary>
    public const int Alphabet = 16;

    private const int Mark = Alphabet;

    private Random _random = new(seed);

    /// <inheritdoc/>
    public bool IsEndless => true;

    /// <summary>Draws a sequence: the letters, the mark, the letters.</summary>
    public int[] Draw()
    {
        int[] drawn = [.. Enumerable.Range(0, letters).Select(_ => _random.Next(Alphabet))];

        return [.. drawn, Mark, .. drawn];
    }

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        for (int sequence = 0; sequence < sequences; sequence++)
        {
            int[] tokens = this.Draw();
            batch.Add(tokens.AsSpan(0, tokens.Length - 1), [.. tokens.Skip(1).Select((token, position) => position < letters ? -1 : token)]);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Restart() => _random = new Random(seed);

    /// <inheritdoc/>
    public byte[] SaveState() => throw new NotSupportedException("Runs of chapters are not interrupted.");

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state) => throw new NotSupportedException("Runs of chapters are not interrupted.");
}
