using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Shared;

namespace Weft.Generator.Tests.Graph;

/// <summary>One head over one sequence: which rows and columns it concerns.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Head">The query head.</param>
/// <param name="KeyHead">The key and value head that it shares.</param>
/// <param name="QueryStart">The first row of the queries.</param>
/// <param name="Queries">The rows of the queries.</param>
/// <param name="KeyStart">The first row of the keys.</param>
/// <param name="Keys">The rows of the keys.</param>
internal sealed record AttentionItem(int Sequence, int Head, int KeyHead, int QueryStart, int Queries, int KeyStart, int Keys)
{
    public static IEnumerable<AttentionItem> All(InterpreterFrame frame, Attention attention)
    {
        InterpreterSide queries = frame.SideOf(attention.Output);
        InterpreterSide keys = frame.SideOf(attention.Key.Matrix);

        for (int sequence = 0; sequence < queries.Sequences.Length; sequence++)
        {
            for (int head = 0; head < attention.Shape.Heads; head++)
            {
                yield return new AttentionItem(
                    sequence, head, head / attention.Shape.GroupSize, queries.Starts[sequence], queries.Sequences[sequence].Length, keys.Starts[sequence],
                    keys.Sequences[sequence].Length);
            }
        }
    }

    public int QueryColumn(Slice slice) => Column(slice, this.Head);

    public int KeyColumn(Slice slice) => Column(slice, this.KeyHead);

    private static int Column(Slice slice, int head) => (slice.Panel * Panels.Width) + (head * slice.Columns.PaddedSize);
}
