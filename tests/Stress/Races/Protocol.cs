using System;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Stress.Races;

/// <summary>Threads, and what they share.</summary>
/// <param name="Name">What it is a model of.</param>
/// <param name="Places">Places of memory.</param>
/// <param name="Locks">Locks.</param>
/// <param name="Threads">The instructions of each thread.</param>
internal sealed record Protocol(string Name, int Places, int Locks, ImmutableArray<ImmutableArray<Instruction>> Threads)
{
    /// <summary>Writes one.</summary>
    public static Protocol Of(string name, int places, int locks, params Action<ProtocolThread>[] threads) => new(name, places, locks,
    [
        .. threads.Select(static write =>
        {
            ProtocolThread thread = new();
            write(thread);

            return thread.Instructions;
        }),
    ]);
}
