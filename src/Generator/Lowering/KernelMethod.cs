using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Targets;

namespace Weft.Generator.Lowering;

/// <summary>A kernel in an instruction set.</summary>
internal sealed record KernelMethod(Kernel Kernel, InstructionSet Set) : SharedMethod(Set)
{
    public override string Name => this.Kernel.Name;

    protected override object Code => this.Kernel;

    protected override IEnumerable<SharedMethod> Callees =>
    [
        new FunctionMethod(new BroadcastFunction(), this.Set),
        .. this.Kernel.Functions.Where(function => function.IsIn(this.Set)).Select(function => new FunctionMethod(function, this.Set)),
        .. KernelBody.InSet($"The kernel {this.Name}", this.Set, () => this.Kernel.Callees(this.Set).ToList())
            .Select(callee => new KernelMethod(callee, this.Set)),
    ];
}
