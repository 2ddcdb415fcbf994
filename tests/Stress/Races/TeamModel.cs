namespace Weft.Stress.Races;

/// <summary><c>TeamState</c> and the claims of <c>Team</c>, of one counter, instruction by instruction.</summary>
/// <param name="count">Threads of the team.</param>
/// <param name="change">What is other than in the source; null for nothing.</param>
internal sealed class TeamModel(int count, string? change)
{
    /// <summary>Places of memory that a team takes.</summary>
    public const int Places = 8;

    /// <summary>What tests take away from a team.</summary>
    public const string PhaseAfterArrival = "TeamState.Barrier: reads the phase after it has arrived";

    /// <inheritdoc cref="PhaseAfterArrival"/>
    public const string ClearsLate = "TeamState.Barrier: clears the arrivals after the phase has advanced";

    /// <inheritdoc cref="PhaseAfterArrival"/>
    public const string ClaimsLate = "TeamState.Barrier: clears the claims after the phase has advanced";

    /// <inheritdoc cref="PhaseAfterArrival"/>
    public const string ArrivesInTwo = "TeamState.Barrier: the arrival is a read and a write";

    /// <inheritdoc cref="PhaseAfterArrival"/>
    public const string StopsLate = "TeamState.Stop: sets the flag after the phase has advanced";

    /// <inheritdoc cref="PhaseAfterArrival"/>
    public const string WaitsStopped = "TeamState.Barrier: does not look at the flag before it waits";

    /// <inheritdoc cref="PhaseAfterArrival"/>
    public const string ClaimsInTwo = "Team.TryClaim: the claim is a read and a write";

    private const int Phase = 0;
    private const int Parked = 1;
    private const int Arrived = 2;
    private const int Stopped = 3;
    private const int Claimed = 4;
    private const int Done = 5;
    private const int Everything = 100;

    private readonly SignalModel _phase = new(Phase, Parked, gate: 0, change);

    /// <summary>Waits for all threads; where the team was stopped, goes to what leaves.</summary>
    public void Barrier(ProtocolThread thread, System.Action goOn)
    {
        if (change != PhaseAfterArrival)
        {
            _phase.Read(thread, 4);
        }

        AddTo(thread, 5, Arrived, inTwo: change == ArrivesInTwo);

        if (change == PhaseAfterArrival)
        {
            _phase.Read(thread, 4);
        }

        thread.Branch(registers => registers[5] == count, () => this.BeLast(thread, goOn), () => this.BeOneOf(thread, goOn));
    }

    /// <summary>Makes the others leave.</summary>
    public void Stop(ProtocolThread thread)
    {
        if (change != StopsLate)
        {
            thread.Store(Stopped, 1, Ordering.Volatile);
        }

        thread.Store(Claimed, Everything, Ordering.Volatile);
        _phase.Advance(thread);

        if (change == StopsLate)
        {
            thread.Store(Stopped, 1, Ordering.Volatile);
        }
    }

    /// <summary>Claims items of a phase until none is left, and does them. The first phase has one item, the second two.</summary>
    public void Claim(ProtocolThread thread, int phase)
    {
        int items = phase + 1;

        for (int attempt = 0; attempt <= items; attempt++)
        {
            thread.Load(0, Claimed, Ordering.Volatile);
            thread.If(registers => registers[0] < items, () =>
            {
                AddTo(thread, 0, Claimed, inTwo: change == ClaimsInTwo);

                for (int item = 0; item < items; item++)
                {
                    int claimed = item + 1;
                    int done = Done + phase + item;
                    thread.If(registers => registers[0] == claimed, () =>
                    {
                        thread.Load(1, done, Ordering.Plain);
                        thread.Store(done, static registers => registers[1] + 1, Ordering.Plain);
                    });
                }
            });
        }
    }

    /// <summary>Holds that the items of a phase are done, each once.</summary>
    public static void CheckDone(ProtocolThread thread, int phase)
    {
        for (int item = 0; item <= phase; item++)
        {
            thread.Load(0, Done + phase + item, Ordering.Plain);
            thread.Check(static registers => registers[0] == 1, "behind a barrier an item of the phase is not done, or not seen, or done twice");
        }
    }

    private void BeLast(ProtocolThread thread, System.Action goOn)
    {
        if (change != ClearsLate)
        {
            thread.Store(Arrived, 0, Ordering.Plain);
        }

        if (change != ClaimsLate)
        {
            thread.Store(Claimed, 0, Ordering.Volatile);
        }

        _phase.Advance(thread);

        if (change == ClearsLate)
        {
            thread.Store(Arrived, 0, Ordering.Plain);
        }

        if (change == ClaimsLate)
        {
            thread.Store(Claimed, 0, Ordering.Volatile);
        }

        goOn();
    }

    private void BeOneOf(ProtocolThread thread, System.Action goOn)
    {
        if (change == WaitsStopped)
        {
            _phase.WaitPast(thread, seen: 4);
        }
        else
        {
            thread.Load(6, Stopped, Ordering.Volatile);
            thread.If(static registers => registers[6] == 0, () => _phase.WaitPast(thread, seen: 4));
        }

        thread.Load(6, Stopped, Ordering.Volatile);
        thread.If(static registers => registers[6] == 0, goOn);
    }

    private static void AddTo(ProtocolThread thread, int register, int place, bool inTwo)
    {
        if (inTwo)
        {
            thread.Load(register, place, Ordering.Volatile);
            thread.Compute(register, registers => registers[register] + 1);
            thread.Store(place, registers => registers[register], Ordering.Volatile);
        }
        else
        {
            thread.Add(register, place, 1);
        }
    }
}
