using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace Weft.Stress.Races;

/// <summary>Writes the instructions of a thread, a method for each access that C# has.</summary>
internal sealed class ProtocolThread
{
    /// <summary>Registers of a thread.</summary>
    public const int Registers = 8;

    private readonly List<Instruction> _instructions = [];

    /// <summary>The instructions so far.</summary>
    public ImmutableArray<Instruction> Instructions => [.. _instructions];

    public void Load(int register, int place, Ordering ordering) => _instructions.Add(new Load(register, place, ordering));

    public void Store(int place, int value, Ordering ordering) => _instructions.Add(new Store(place, _ => value, ordering));

    public void Store(int place, Func<int[], int> value, Ordering ordering) => _instructions.Add(new Store(place, value, ordering));

    public void Add(int register, int place, int amount, Ordering ordering = Ordering.Fence) => _instructions.Add(new Add(register, place, amount, ordering));

    public void Compute(int register, Func<int[], int> value) => _instructions.Add(new Compute(register, value));

    public void Enter(int gate) => _instructions.Add(new Enter(gate));

    public void Exit(int gate) => _instructions.Add(new Exit(gate));

    public void Wait(int gate) => _instructions.Add(new Wait(gate));

    public void PulseAll(int gate) => _instructions.Add(new PulseAll(gate));

    public void Check(Func<int[], bool> condition, string claim) => _instructions.Add(new Check(condition, claim));

    /// <summary>Writes a body that is passed over where a condition does not hold.</summary>
    public void If(Func<int[], bool> condition, Action body) => this.Branch(condition, body, static () => { });

    /// <summary>Writes a body, or another one.</summary>
    public void Branch(Func<int[], bool> condition, Action then, Action otherwise)
    {
        int jump = this.Reserve();
        then();
        int end = this.Reserve();
        _instructions[jump] = new Jump(registers => !condition(registers), _instructions.Count);
        otherwise();
        _instructions[end] = new Jump(static _ => true, _instructions.Count);
    }

    /// <summary>Writes a body that is repeated as long as a condition holds, which it computes at its start.</summary>
    public void While(Action head, Func<int[], bool> condition, Action body)
    {
        int start = _instructions.Count;
        head();
        int jump = this.Reserve();
        body();
        _instructions.Add(new Jump(static _ => true, start));
        _instructions[jump] = new Jump(registers => !condition(registers), _instructions.Count);
    }

    private int Reserve()
    {
        _instructions.Add(new Compute(0, static registers => registers[0]));

        return _instructions.Count - 1;
    }
}
