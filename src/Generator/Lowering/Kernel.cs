using System.Collections.Generic;
using System.Text;
using Weft.Generator.Targets;

namespace Weft.Generator.Lowering;

/// <summary>
/// A method of generated vector code. A record holds the constants that its code depends on, and no others: equal records are one
/// method, so that code does not grow with layers.
/// </summary>
internal abstract record Kernel
{
    /// <summary>The method's name; records that differ have different ones.</summary>
    public string Name => this.Words.ToString();

    /// <summary>The words of the name, for all constants of the record.</summary>
    protected abstract KernelName Words { get; }

    /// <summary>The kind of kernel that inspections list it under.</summary>
    public abstract string Family { get; }

    /// <summary>The parameters, which callers name.</summary>
    public abstract Signature Signature { get; }

    /// <summary>The equation and the shapes, for the method's summary; escaped for XML.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether passes call it; other kernels call the rest.</summary>
    public virtual bool IsEntry => true;

    /// <summary>Floats of scratch that it needs of its thread.</summary>
    public virtual int ScratchFloats => 0;

    /// <summary>
    /// Floats behind a matrix that it may read and makes nothing of, where the matrix is given as a parameter: what fills a tile or a
    /// square to be transposed. At most <see cref="Planning.RowPlan.ReadPast"/>.
    /// </summary>
    public virtual int ReadsPast(string parameter) => 0;

    /// <summary>The vector functions it calls.</summary>
    public virtual IEnumerable<VectorFunction> Functions => [];

    /// <summary>The kernels it calls, in one instruction set.</summary>
    public virtual IEnumerable<Kernel> Callees(InstructionSet set) => [];

    /// <summary>
    /// The set whose vectors its statements have, in one instruction set: another one for an instruction that has no vectors of that. Such
    /// a kernel calls no others.
    /// </summary>
    public virtual InstructionSet VectorsOf(InstructionSet set) => set;

    /// <summary>Writes the statements of the method.</summary>
    public abstract void WriteBody(KernelWriter writer);

    /// <summary>A call in C#, of operands that are named: <c>Clear8(x, 0, rows)</c>.</summary>
    /// <param name="operands">Expressions by the names of their parameters; null stands for one that there is nothing for.</param>
    /// <exception cref="LoweringException">An operand is missing, given twice, or not one of the kernel's.</exception>
    public string Call(params (string Name, string? Value)[] operands) =>
        $"{this.Name}({string.Join(", ", this.Signature.Bind(this.Name, operands))})";

    // In messages a kernel is its constants, without what follows from them.
    protected virtual bool PrintMembers(StringBuilder builder) => false;
}
