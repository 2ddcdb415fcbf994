using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Serving;

/// <summary>
/// Requests that wait: callers take turns, and the requests of one come in their order. When there is no room, who has the most waiting
/// gives way to who has fewer. One thread at a time is in it.
/// </summary>
/// <param name="capacity">The most of them.</param>
internal sealed class FairQueue(int capacity)
{
    // The callers that wait, whose turn is next first, and what each waits for.
    private readonly LinkedList<(string Caller, List<TextJob> Jobs)> _turns = [];

    /// <summary>Requests that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a request behind those of its caller.</summary>
    /// <returns>The request that had to give way; null for none.</returns>
    /// <exception cref="QueueFullException">There is no room.</exception>
    public TextJob? Add(TextJob job)
    {
        (string Caller, List<TextJob> Jobs) turn = _turns.FirstOrDefault(turn => turn.Caller == job.Request.Caller);
        TextJob? last = this.Count == capacity ? this.MakeRoom((turn.Jobs?.Count ?? 0) + 1) : null;

        if (turn.Jobs is null)
        {
            _ = _turns.AddLast((job.Request.Caller, [job]));
        }
        else
        {
            turn.Jobs.Add(job);
        }

        this.Count++;

        return last;
    }

    /// <summary>The request whose turn it is; null where none waits.</summary>
    public TextJob? Next => _turns.First?.Value.Jobs[0];

    /// <summary>Takes the request whose turn it is; null where none waits.</summary>
    public TextJob? Take()
    {
        if (_turns.First is not LinkedListNode<(string Caller, List<TextJob> Jobs)> turn)
        {
            return null;
        }

        TextJob job = turn.Value.Jobs[0];
        turn.Value.Jobs.RemoveAt(0);
        _turns.RemoveFirst();
        this.Count--;

        if (turn.Value.Jobs.Count > 0)
        {
            _turns.AddLast(turn);
        }

        return job;
    }

    /// <summary>Takes those out that are to wait no longer.</summary>
    public void RemoveWhere(Predicate<TextJob> isOver)
    {
        for (LinkedListNode<(string Caller, List<TextJob> Jobs)>? turn = _turns.First, next; turn is not null; turn = next)
        {
            next = turn.Next;
            this.Count -= turn.Value.Jobs.RemoveAll(isOver);

            if (turn.Value.Jobs.Count == 0)
            {
                _turns.Remove(turn);
            }
        }
    }

    // The last request of who has the most, where that is more than who comes would have.
    private TextJob MakeRoom(int others)
    {
        List<TextJob> most = _turns.Select(static turn => turn.Jobs).MaxBy(static jobs => jobs.Count)!;

        if (most.Count <= others)
        {
            throw new QueueFullException(capacity);
        }

        TextJob last = most[^1];
        most.RemoveAt(most.Count - 1);
        this.Count--;

        return last;
    }
}
