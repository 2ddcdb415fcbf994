using Weft.Generator.Text;

namespace Weft.Generator.Lowering;

/// <summary>Numbers that kernels read beside parameters and activations: positions, slopes. Equal records are one table.</summary>
internal abstract record SessionTable
{
    /// <summary>
    /// Floats of a session's arena, which <c>Fill</c> fills when the session starts; 0 for constants of the class.
    /// </summary>
    public abstract long Floats { get; }

    /// <summary>Writes the member of the class <c>Positions</c>: the constants, or <c>Fill</c>.</summary>
    public abstract void Write(SourceWriter writer);
}
