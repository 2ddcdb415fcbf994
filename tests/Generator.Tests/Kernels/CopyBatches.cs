using System;
using System.Linq;

namespace Weft.Generator.Tests.Kernels;

/// <summary>
/// Batches of the copy task: 80 sources of ten random digits 1 to 10, the first always 1, each of which is its own target. The first
/// digit is the start token as well; after the last digit the end is expected.
/// </summary>
internal sealed class CopyBatches(int seed) : IBatchSource
{
    public const int End = 0;
    public const int Start = 1;
    public const int Digits = 10;
    public const int Sequences = 80;

    private int _batches;

    /// <inheritdoc/>
    public bool IsEndless => true;

    /// <inheritdoc/>
    public bool Fill(Batch batch)
    {
        // Every batch has its own seed, so that their number is all there is to remember.
        Random random = new(seed + _batches++);

        for (int sequence = 0; sequence < Sequences; sequence++)
        {
            int[] digits = Create(random);
            batch.Add(digits, digits, [.. digits[1..], End]);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Restart() => _batches = 0;

    /// <inheritdoc/>
    public byte[] SaveState() => BitConverter.GetBytes(_batches);

    /// <inheritdoc/>
    public void RestoreState(ReadOnlySpan<byte> state) => _batches = BitConverter.ToInt32(state);

    private static int[] Create(Random random) => [Start, .. Enumerable.Range(1, Digits - 1).Select(_ => random.Next(1, Digits + 1))];
}
