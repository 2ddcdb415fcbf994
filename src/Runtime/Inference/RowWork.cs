using System;

namespace Weft;

/// <summary>Something that is done with the logits of each row, on as many threads as there are.</summary>
internal sealed class RowWork : IParallelWork
{
    // Below this the threads would take longer to come than one of them takes for all: some 20 us.
    private const long FewLogits = 8192;

    private Action<int>? _act;
    private int _count;

    /// <summary>Does it.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="logits">How many logits all rows have.</param>
    /// <param name="count">Rows.</param>
    /// <param name="act">What is done with a row.</param>
    public void Run(Workers workers, long logits, int count, Action<int> act)
    {
        if (count == 1 || logits < FewLogits || workers.Count == 1)
        {
            for (int row = 0; row < count; row++)
            {
                act(row);
            }

            return;
        }

        (_count, _act) = (count, act);
        workers.Run(this);
    }

    /// <inheritdoc/>
    public void Execute(Team team, int worker)
    {
        while (team.Claim(_count, out int row))
        {
            _act!(row);
        }
    }
}
