using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Serving;

/// <summary>
/// Requests that wait: callers take turns, and the requests of one come in their order. Its callers see to it that one thread is in it.
/// </summary>
/// <param name="capacity">The most of them.</param>
internal sealed class FairQueue(int capacity)
{
    // The callers that wait, whose turn is next first, and what each waits for.
    private readonly LinkedList<(string Caller, List<TextJob> Jobs)> _turns = [];

    /// <summary>Requests that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a request behind those of its caller.</summary>
    /// <exception cref="QueueFullException">There is no room.</exception>
    public void Add(TextJob job)
    {
        if (this.Count == capacity)
        {
            throw new QueueFullException(capacity);
        }

        (string Caller, List<TextJob> Jobs) turn = _turns.FirstOrDefault(turn => turn.Caller == job.Request.Caller);

        if (turn.Jobs is null)
        {
            _ = _turns.AddLast((job.Request.Caller, [job]));
        }
        else
        {
            turn.Jobs.Add(job);
        }

        this.Count++;
    }

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
}
