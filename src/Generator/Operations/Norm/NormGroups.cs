using System.Collections.Immutable;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;

namespace Weft.Generator.Operations;

/// <summary>
/// The runs of columns that a norm normalizes one by one, the heads of queries for example: a loop around the kernel's call. A norm of
/// whole rows has one run, and no loop.
/// </summary>
/// <param name="norm">The norm.</param>
/// <param name="block">The block that is lowered.</param>
internal sealed class NormGroups(Norm norm, BlockLowering block)
{
    private readonly Variable? _group = norm.Repetitions == 1 ? null : new("head");

    /// <summary>Whether gradients of parameters are added to what is there: every run adds to that of the first.</summary>
    public Operand Accumulates => Operand.Flag(
        _group is null ? block.AddsTo(norm.Weight) : _group.Then(">", 0).Then("||", block.AddsTo(norm.Weight)));

    /// <summary>The run in a slice of a matrix.</summary>
    public Address Of(Slice slice) => block.Head(block.Pointer(slice), norm.Columns.Padded, _group);

    /// <summary>The run's statistic of every row, if there is one.</summary>
    public Address? OfStatistic(Value? statistic) => block.HeadOf(statistic, _group);

    /// <summary>A call for every run.</summary>
    public ImmutableArray<Statement> Repeat(KernelCall call) =>
        _group is null ? [call] : [new Repeat(_group.Name, norm.Repetitions, [call])];
}
