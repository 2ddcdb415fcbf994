using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Generator.Lowering;

/// <summary>Something that a thread does for an item of work.</summary>
internal abstract record Statement
{
    /// <summary>The calls of kernels in it.</summary>
    public virtual IEnumerable<KernelCall> KernelCalls => [];
}

/// <summary>A kernel is called.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Operands">Its operands in the order of its signature.</param>
internal sealed record KernelCall(Kernel Kernel, ImmutableArray<Operand> Operands) : Statement
{
    public override IEnumerable<KernelCall> KernelCalls => [this];
}

/// <summary>A number gets a name.</summary>
internal sealed record Define(string Type, string Name, Expression Value) : Statement
{
    /// <summary>A number of native width, which indices of pointers are.</summary>
    public static Define Native(string name, Expression value) => new("nint", name, value);
}

/// <summary>A place gets a name.</summary>
internal sealed record DefinePointer(string Name, Address Value) : Statement;

/// <summary>Statements for one case, and for the other.</summary>
internal sealed record Guard(Expression Condition, ImmutableArray<Statement> Then, ImmutableArray<Statement> Otherwise) : Statement
{
    public static Guard If(Expression condition, params Statement[] then) =>
        new(condition, ImmutableArray.Create(then), ImmutableArray<Statement>.Empty);

    public override IEnumerable<KernelCall> KernelCalls =>
        this.Then.Concat(this.Otherwise).SelectMany(static statement => statement.KernelCalls);
}

/// <summary>Statements for every value of an index from 0 on.</summary>
internal sealed record Repeat(string Index, Expression Count, ImmutableArray<Statement> Body) : Statement
{
    public override IEnumerable<KernelCall> KernelCalls => this.Body.SelectMany(static statement => statement.KernelCalls);
}

/// <summary>The item is done.</summary>
internal sealed record NextItem : Statement;
