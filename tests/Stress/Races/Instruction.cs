using System;

namespace Weft.Stress.Races;

/// <summary>What a thread of a protocol does at once: at most one access of what is shared.</summary>
internal abstract record Instruction;

/// <summary>A register gets the value of a place.</summary>
internal sealed record Load(int Register, int Place, Ordering Ordering) : Instruction;

/// <summary>A place gets a value, made of the registers.</summary>
internal sealed record Store(int Place, Func<int[], int> Value, Ordering Ordering) : Instruction;

/// <summary>A number is added to a place, and the register gets the sum: atomically, unless it is no longer a fence.</summary>
internal sealed record Add(int Register, int Place, int Amount, Ordering Ordering) : Instruction;

/// <summary>A register is computed.</summary>
internal sealed record Compute(int Register, Func<int[], int> Value) : Instruction;

/// <summary>Goes on elsewhere where a condition holds.</summary>
internal sealed record Jump(Func<int[], bool> Condition, int Target) : Instruction;

/// <summary>Takes a lock, or waits for it.</summary>
internal sealed record Enter(int Lock) : Instruction;

/// <summary>Gives a lock back.</summary>
internal sealed record Exit(int Lock) : Instruction;

/// <summary>Gives a lock back until somebody pulses it, and takes it again: <c>Monitor.Wait</c>.</summary>
internal sealed record Wait(int Lock) : Instruction;

/// <summary>Wakes whoever waits: <c>Monitor.PulseAll</c>.</summary>
internal sealed record PulseAll(int Lock) : Instruction;

/// <summary>Must hold.</summary>
internal sealed record Check(Func<int[], bool> Condition, string Claim) : Instruction;
