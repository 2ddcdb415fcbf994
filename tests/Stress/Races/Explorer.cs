using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Stress.Races;

/// <summary>Runs a protocol in every order of its threads, and with everything that each of them may read.</summary>
/// <param name="protocol">The protocol.</param>
internal sealed class Explorer(Protocol protocol)
{
    private readonly HashSet<string> _seen = [];
    private readonly Stack<MachineState> _open = new();

    /// <summary>States that were reached.</summary>
    public int States => _seen.Count;

    /// <summary>Explores all of it.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public string? Run()
    {
        _open.Push(new MachineState(protocol.Places, protocol.Locks, protocol.Threads.Length));

        while (_open.TryPop(out MachineState? state))
        {
            state.Forget(thread => state[thread].Next >= protocol.Threads[thread].Length);

            if (_seen.Add(state.Key()) && this.Step(state) is string problem)
            {
                return problem;
            }
        }

        return null;
    }

    private string? Step(MachineState state)
    {
        int before = _open.Count;
        bool hasEnded = true;

        // What no other thread can notice has no order among theirs.
        for (int thread = 0; thread < protocol.Threads.Length; thread++)
        {
            if (state[thread].Next < protocol.Threads[thread].Length && protocol.Threads[thread][state[thread].Next] is (Compute or Jump or Check) and Instruction alone)
            {
                return this.Step(state, thread, alone);
            }
        }

        for (int thread = 0; thread < protocol.Threads.Length; thread++)
        {
            ImmutableArray<Instruction> instructions = protocol.Threads[thread];

            if (state[thread].Next < instructions.Length)
            {
                hasEnded = false;

                if (this.Step(state, thread, instructions[state[thread].Next]) is string problem)
                {
                    return problem;
                }
            }
        }

        return hasEnded || _open.Count > before
            ? null
            : $"threads wait for ever: {string.Join(", ", Enumerable.Range(0, protocol.Threads.Length).Select(thread => $"{thread} at {state[thread].Next} of {protocol.Threads[thread].Length}"))}";
    }

    private string? Step(MachineState state, int thread, Instruction instruction)
    {
        switch (instruction)
        {
            case Load load:
                foreach (int write in state.Readable(thread, load.Place))
                {
                    MachineState read = this.Follow(state, thread);
                    read[thread].Registers[load.Register] = read.Read(thread, load.Place, write, load.Ordering);
                }

                return null;
            case Check check:
                if (!check.Condition(state[thread].Registers))
                {
                    return $"thread {thread}: {check.Claim}";
                }

                _ = this.Follow(state, thread);

                return null;
            case Enter enter:
                this.StepEnter(state, thread, enter.Lock);

                return null;
            case Wait wait:
                this.StepWait(state, thread, wait.Lock);

                return null;
            default:
                this.StepAlone(state, thread, instruction);

                return null;
        }
    }

    private void StepAlone(MachineState state, int thread, Instruction instruction)
    {
        MachineState next = this.Follow(state, thread);
        int[] registers = next[thread].Registers;

        switch (instruction)
        {
            case Store store:
                next.Write(thread, store.Place, store.Value(registers), store.Ordering);
                break;
            case Add add:
                registers[add.Register] = next.AddTo(thread, add.Place, add.Amount, add.Ordering);
                break;
            case Compute compute:
                registers[compute.Register] = compute.Value(registers);
                break;
            case Jump jump when jump.Condition(registers):
                next[thread].Next = jump.Target;
                break;
            case Exit exit:
                next.Exit(thread, exit.Lock);
                break;
            case PulseAll pulse:
                next.Pulse(pulse.Lock);
                break;
        }
    }

    private void StepEnter(MachineState state, int thread, int gate)
    {
        MachineState next = state.Clone();

        if (next.TryEnter(thread, gate))
        {
            next[thread].Next++;
            _open.Push(next);
        }
    }

    // First the lock is given back; once pulsed, it is taken again.
    private void StepWait(MachineState state, int thread, int gate)
    {
        MachineState next = state.Clone();

        switch (state[thread].Waiting)
        {
            case ThreadState.Running:
                next.Exit(thread, gate);
                next[thread].Waiting = gate;
                _open.Push(next);
                break;
            case ThreadState.Pulsed when next.TryEnter(thread, gate):
                next[thread].Waiting = ThreadState.Running;
                next[thread].Next++;
                _open.Push(next);
                break;
        }
    }

    private MachineState Follow(MachineState state, int thread)
    {
        MachineState next = state.Clone();
        next[thread].Next++;
        _open.Push(next);

        return next;
    }
}
