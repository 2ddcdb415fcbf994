using Weft.Generator.Lowering;

namespace Weft.Stress.Fencing;

/// <summary>The matrix that a kernel is given a place in.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Start">Its first element: a place, or a pointer to integers.</param>
/// <param name="Length">Its elements of four bytes.</param>
internal sealed record Matrix(string Name, Operand Start, Expression Length)
{
    /// <inheritdoc cref="FencedOperand.SpansLayers"/>
    public bool SpansLayers { get; init; }
}
