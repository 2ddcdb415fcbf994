using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Targets;

namespace Weft.Generator.Lowering;

/// <summary>A function of vectors in an instruction set.</summary>
internal sealed record FunctionMethod(VectorFunction Function, InstructionSet Set) : SharedMethod(Set)
{
    public override string Name => this.Function.Name;

    protected override object Code => this.Function;

    protected override IEnumerable<SharedMethod> Callees => this.Function.Callees.Select(callee => new FunctionMethod(callee, this.Set));
}
