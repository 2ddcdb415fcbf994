using Weft.Generator.Text;

namespace Weft.Generator.Lowering;

/// <summary>A table that a session fills once, when it starts, and that kernels read: positions, for example. Equal records are one table.</summary>
internal abstract record SessionTable
{
    /// <summary>Floats of the table.</summary>
    public abstract long Floats { get; }

    /// <summary>The equation and the shape; escaped for XML.</summary>
    public abstract string Summary { get; }

    /// <summary>Writes the statements that fill <c>float* table</c>.</summary>
    public abstract void WriteBody(SourceWriter writer);
}
