namespace Weft.Stress.Fencing;

/// <summary>A pointer that a kernel is called with.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Parameter">The name of the pointer in the kernel.</param>
/// <param name="Matrix">What it points into.</param>
internal sealed record FencedOperand(string Pass, string Kernel, string Parameter, string Matrix)
{
    /// <summary>Whether it runs through the same matrix of several layers, each of which others have places of their own for.</summary>
    public bool SpansLayers { get; init; }

    /// <summary>Bytes behind the matrix that may be read through it.</summary>
    public int ReadsPast { get; init; }

    public override string ToString() => $"kernel {this.Kernel}, matrix {this.Matrix} as '{this.Parameter}', pass {this.Pass}";
}
