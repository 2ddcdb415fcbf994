namespace Weft.Stress.Races;

/// <summary>
/// <c>Signal</c>, instruction by instruction. Its spinning and yielding are looks before the one that parks: they add nothing to what may happen.
/// </summary>
/// <param name="value">The place of the counter.</param>
/// <param name="parked">The place of the number of threads that are parked.</param>
/// <param name="gate">The monitor.</param>
/// <param name="change">What is other than in the source; null for nothing.</param>
internal sealed class SignalModel(int value, int parked, int gate, string? change)
{
    /// <summary>What tests take away from a signal.</summary>
    public const string NoFence = "Signal.Advance: the increment is no full fence";

    /// <inheritdoc cref="NoFence"/>
    public const string NoFenceOfParking = "Signal.ParkPast: the number of parked threads is raised without a full fence";

    /// <inheritdoc cref="NoFence"/>
    public const string LooksFirst = "Signal.Advance: looks for parked threads before it advances";

    /// <inheritdoc cref="NoFence"/>
    public const string PulsesOutside = "Signal.Advance: pulses without the lock";

    /// <inheritdoc cref="NoFence"/>
    public const string ParksWithoutLook = "Signal.ParkPast: looks at the value before it counts itself as parked, and not after";

    /// <inheritdoc cref="NoFence"/>
    public const string PlainValue = "Signal.Value: a plain read";

    /// <summary>Adds one and wakes every waiter. Uses the registers 0 and 1.</summary>
    public void Advance(ProtocolThread thread)
    {
        if (change == LooksFirst)
        {
            thread.Load(1, parked, Ordering.Volatile);
        }

        thread.Add(0, value, 1, change == NoFence ? Ordering.Volatile : Ordering.Fence);

        if (change != LooksFirst)
        {
            thread.Load(1, parked, Ordering.Volatile);
        }

        thread.If(static registers => registers[1] != 0, () =>
        {
            if (change == PulsesOutside)
            {
                thread.PulseAll(gate);

                return;
            }

            thread.Enter(gate);
            thread.PulseAll(gate);
            thread.Exit(gate);
        });
    }

    /// <summary>Reads the value.</summary>
    public void Read(ProtocolThread thread, int register) => thread.Load(register, value, change == PlainValue ? Ordering.Plain : Ordering.Volatile);

    /// <summary>Returns when the value is no longer that of a register. Uses the registers 0 and 1.</summary>
    public void WaitPast(ProtocolThread thread, int seen)
    {
        this.Read(thread, 0);
        thread.If(registers => registers[0] == registers[seen], () => this.ParkPast(thread, seen));
    }

    private void ParkPast(ProtocolThread thread, int seen)
    {
        thread.Enter(gate);

        if (change == ParksWithoutLook)
        {
            this.Read(thread, 0);
            thread.If(registers => registers[0] == registers[seen], () =>
            {
                thread.Add(1, parked, 1);
                thread.Wait(gate);
                thread.Add(1, parked, -1);
            });
        }
        else
        {
            thread.Add(1, parked, 1, change == NoFenceOfParking ? Ordering.Volatile : Ordering.Fence);
            thread.While(() => this.Read(thread, 0), registers => registers[0] == registers[seen], () => thread.Wait(gate));
            thread.Add(1, parked, -1);
        }

        thread.Exit(gate);
    }
}
