using System.Collections.Generic;
using Weft.Generator.Targets;

namespace Weft.Generator.Lowering;

/// <summary>
/// A method of generated vector code for one shape. Equal records are one method: kernels are shared by shape, so that code does
/// not grow with layers.
/// </summary>
/// <param name="Name">The method's name; it carries the shape.</param>
internal abstract record Kernel(string Name)
{
    /// <summary>The file that it stands in: <c>Tiny.{Family}.Avx2.g.cs</c>.</summary>
    public abstract string Family { get; }

    /// <summary>The C# parameter list.</summary>
    public abstract string Parameters { get; }

    /// <summary>The equation and the shapes, for the method's summary; escaped for XML.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether passes call it; other kernels call the rest.</summary>
    public virtual bool IsEntry => true;

    /// <summary>The vector functions it calls.</summary>
    public virtual IEnumerable<VectorFunction> Functions => [];

    /// <summary>The kernels it calls, in one instruction set.</summary>
    public virtual IEnumerable<Kernel> Callees(InstructionSet set) => [];

    /// <summary>Writes the statements of the method.</summary>
    public abstract void WriteBody(KernelWriter writer);
}
