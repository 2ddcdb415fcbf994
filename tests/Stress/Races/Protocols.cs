using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Stress.Races;

/// <summary>What is explored of <c>Weft.Threading</c>: each protocol as it is, and each with one thing taken away.</summary>
internal static class Protocols
{
    private const int Data = 2;

    /// <summary>The protocols as the source has them.</summary>
    public static IReadOnlyList<Protocol> All => [.. Signals(null), .. Teams(null), .. Pools(null)];

    /// <summary>What can be taken away, and what is left of the protocols then: some order of the threads of one of them goes wrong.</summary>
    public static IEnumerable<(string Change, IReadOnlyList<Protocol> Protocols)> Broken =>
        ((string[])
        [
            SignalModel.NoFence, SignalModel.NoFenceOfParking, SignalModel.LooksFirst, SignalModel.PulsesOutside, SignalModel.ParksWithoutLook, SignalModel.PlainValue,
        ]).Select(static change => (change, (IReadOnlyList<Protocol>)[.. Signals(change)]))
        .Concat(((string[])
        [
            TeamModel.PhaseAfterArrival, TeamModel.ClearsLate, TeamModel.ClaimsLate, TeamModel.ArrivesInTwo, TeamModel.StopsLate, TeamModel.WaitsStopped,
            TeamModel.ClaimsInTwo,
        ]).Select(static change => (change, (IReadOnlyList<Protocol>)[.. Teams(change)])))
        .Concat(((string[])[WorkersModel.WorkLate, WorkersModel.RunningLate, WorkersModel.FinishReadLate, WorkersModel.DisposedLate])
            .Select(static change => (change, (IReadOnlyList<Protocol>)[.. Pools(change)])));

    // One thread writes and advances, twice; others wait, and read what was written.
    private static IEnumerable<Protocol> Signals(string? change)
    {
        SignalModel signal = new(value: 0, parked: 1, gate: 0, change);

        void Advance(ProtocolThread thread)
        {
            for (int i = 1; i <= 2; i++)
            {
                thread.Store(Data, i, Ordering.Plain);
                signal.Advance(thread);
            }
        }

        void Wait(ProtocolThread thread, int times)
        {
            for (int i = 0; i < times; i++)
            {
                int seen = i;
                thread.Compute(2, _ => seen);
                signal.WaitPast(thread, seen: 2);
                thread.Load(3, Data, Ordering.Plain);
                thread.Check(registers => registers[3] > seen, "what was written before the signal is not seen behind it");
            }
        }

        yield return Protocol.Of("a signal that one thread waits for, twice", 3, 1, Advance, thread => Wait(thread, 2));
        yield return Protocol.Of("a signal that two threads wait for", 3, 1, Advance, thread => Wait(thread, 1), thread => Wait(thread, 1));
    }

    private static IEnumerable<Protocol> Teams(string? change)
    {
        yield return OfTeam(2, phases: 2, change);
        yield return OfTeam(3, phases: 1, change);
        yield return OfFailure(2, change);
        yield return OfFailure(3, change);
    }

    // Every phase has items, each of which one of the threads does.
    private static Protocol OfTeam(int count, int phases, string? change)
    {
        TeamModel team = new(count, change);

        void Write(ProtocolThread thread, int phase)
        {
            team.Claim(thread, phase);
            team.Barrier(thread, () =>
            {
                TeamModel.CheckDone(thread, phase);

                if (phase + 1 < phases)
                {
                    Write(thread, phase + 1);
                }
            });
        }

        return Protocol.Of($"a team of {count} in {phases} phases", TeamModel.Places, 1, [.. Enumerable.Repeat((Action<ProtocolThread>)(thread => Write(thread, 0)), count)]);
    }

    // One thread fails and never arrives: no other goes on, and all end.
    private static Protocol OfFailure(int count, string? change)
    {
        TeamModel team = new(count, change);

        void Go(ProtocolThread thread) => team.Barrier(thread, () => thread.Check(static _ => false, "goes on behind a barrier to which a thread never came"));

        return Protocol.Of(
            $"a team of {count} of which one fails", TeamModel.Places, 1,
            [team.Stop, .. Enumerable.Repeat((Action<ProtocolThread>)Go, count - 1)]);
    }

    private static IEnumerable<Protocol> Pools(string? change)
    {
        yield return OfWorkers(1, works: 2, change);
        yield return OfWorkers(2, works: 1, change);
    }

    private static Protocol OfWorkers(int count, int works, string? change)
    {
        WorkersModel workers = new(count, change);

        void Call(ProtocolThread thread)
        {
            for (int work = 1; work <= works; work++)
            {
                workers.Run(thread, work);
            }

            workers.Dispose(thread);
        }

        return Protocol.Of(
            $"{count + 1} workers with {works} works", workers.Places, 2,
            [Call, .. Enumerable.Range(0, count).Select(worker => (Action<ProtocolThread>)(thread => workers.Loop(thread, worker, works)))]);
    }
}
