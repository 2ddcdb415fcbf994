using System;
using System.Linq;

namespace Weft.Samples;

/// <summary>A letter, other letters that mean nothing, and a mark, behind which the first letter is to be predicted.</summary>
/// <param name="distance">How far the mark stands behind the letter.</param>
/// <param name="sequences">Sequences of a batch.</param>
/// <param name="seed">Decides which letters are drawn.</param>
internal sealed class RecallTask(int distance, int sequences, int seed) : MemoryTask(sequences, seed)
{
    private const int Mark = 2 * Alphabet;

    /// <inheritdoc/>
    protected override int[] Draw(Random random)
    {
        int letter = random.Next(Alphabet);

        return [letter, .. Enumerable.Range(1, distance - 1).Select(_ => Alphabet + random.Next(Alphabet)), Mark, letter];
    }

    /// <inheritdoc/>
    protected override int FirstAsked(int length) => length - 1;
}
