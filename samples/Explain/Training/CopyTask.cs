using System;
using System.Linq;

namespace Weft.Samples;

/// <summary>Random letters, a mark, and the same letters again, which are to be predicted: who has forgotten one cannot guess it.</summary>
/// <param name="letters">Letters of a sequence.</param>
/// <param name="sequences">Sequences of a batch.</param>
/// <param name="seed">Decides which letters are drawn.</param>
internal sealed class CopyTask(int letters, int sequences, int seed) : MemoryTask(sequences, seed)
{
    private const int Mark = Alphabet;

    /// <inheritdoc/>
    protected override int[] Draw(Random random)
    {
        int[] drawn = [.. Enumerable.Range(0, letters).Select(_ => random.Next(Alphabet))];

        return [.. drawn, Mark, .. drawn];
    }

    /// <inheritdoc/>
    protected override int FirstAsked(int length) => letters + 1;
}
