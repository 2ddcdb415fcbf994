using System.Collections.Generic;
using System.Text;
using Weft.Generator.Targets;

namespace Weft.Generator.Lowering;

/// <summary>
/// A function of vectors that kernels of every shape share: an exponential, an activation, a dropout mask. Equal records are one function.
/// </summary>
/// <remarks>
/// A function of floats is a chain of single vector instructions without branches, in the arithmetic of its set: the fused sets agree bit
/// for bit, whatever their width, and the portable set lies within the same error bounds.
/// </remarks>
/// <param name="Name">Tells functions apart.</param>
internal abstract record VectorFunction(string Name)
{
    /// <summary>The functions that it calls.</summary>
    public virtual IEnumerable<VectorFunction> Callees => [];

    /// <summary>Whether there is anything to call in an instruction set; kernels do without it in the others.</summary>
    public virtual bool IsIn(InstructionSet set) => true;

    /// <summary>Writes its methods.</summary>
    public abstract void Write(KernelWriter writer);

    // In messages a function is its constants, without what follows from them.
    protected virtual bool PrintMembers(StringBuilder builder) => false;
}
