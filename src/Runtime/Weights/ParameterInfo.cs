namespace Weft;

/// <summary>
/// Where a named parameter lives. Every matrix of a model is a panel matrix: rows x columns stored as panels of 16 columns,
/// element (row, column) at <c>Offset + column / 16 * Rows * 16 + row * 16 + column % 16</c>. A projection [out, in] is stored
/// with its inputs as rows and its outputs as columns, the order in which a matrix product reads it; an embedding table
/// [tokens, columns] keeps tokens as rows; a vector has one row.
/// </summary>
public sealed class ParameterInfo
{
    private readonly nuint? _gradientOffset;

    /// <summary>The canonical name, as it stands in files: <c>decoder.layers.0.self_attention.query.weight</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The first dimension of the file's shape: [out, in] for a projection, [tokens, columns] for a table, [n] for a vector.
    /// </summary>
    public required ParameterAxis First { get; init; }

    /// <summary>The second dimension of the file's shape; null for a vector.</summary>
    public ParameterAxis? Second { get; init; }

    /// <summary>Whether memory holds the transposed matrix: true for projections, false for tables and vectors.</summary>
    public bool Transposed { get; init; }

    /// <summary>The first element in the parameter arena, in floats.</summary>
    public required nuint Offset { get; init; }

    /// <summary>Rows of the panel matrix in memory, padding included: the stride between panels is 16 times this. 1 for a vector.</summary>
    public required int Rows { get; init; }

    /// <summary>
    /// The first element of the transposed copy in the arena of copies, in floats, or null when there is none. The copy is a panel
    /// matrix of <see cref="CopyRows"/> rows; memory's element (row, column) stands there at (column, row).
    /// </summary>
    public nuint? CopyOffset { get; init; }

    /// <summary>Rows of the panel matrix that holds the transposed copy; more than this parameter's own when several are stacked.</summary>
    public int CopyRows { get; init; }

    /// <summary>Whether training changes it. A frozen parameter (`training.train`) has neither a gradient nor moments.</summary>
    public bool IsTrained { get; init; } = true;

    /// <summary>
    /// The first element of its gradient in the arena of gradients, in floats, and of its moments in theirs; where all parameters are
    /// trained, that of the parameter itself. Without meaning for a frozen one.
    /// </summary>
    public nuint GradientOffset
    {
        get => _gradientOffset ?? this.Offset;
        init => _gradientOffset = value;
    }

    /// <summary>How <c>Initialize</c> fills it.</summary>
    public required ParameterInitialization Initialization { get; init; }

    /// <summary>Elements without padding.</summary>
    public long Count => (long)this.First.Count * (this.Second?.Count ?? 1);

    /// <summary>Elements in memory, padding included.</summary>
    public long PaddedCount => (long)this.Rows * (this.Transposed || this.Second is null ? this.First.Padded : this.Second.Value.Padded);
}

/// <summary>The distribution a parameter starts from.</summary>
public enum ParameterDistribution
{
    /// <summary>Every element is <see cref="ParameterInitialization.Value"/>.</summary>
    Constant,

    /// <summary>Normal with mean 0 and standard deviation <see cref="ParameterInitialization.Value"/>.</summary>
    Normal,

    /// <summary>Uniform between minus and plus <see cref="ParameterInitialization.Value"/>.</summary>
    Uniform,
}

/// <summary>How a parameter starts.</summary>
/// <param name="distribution">The family.</param>
/// <param name="value">The constant, the standard deviation or the bound.</param>
public readonly struct ParameterInitialization(ParameterDistribution distribution, float value)
{
    /// <summary>The family.</summary>
    public ParameterDistribution Distribution { get; } = distribution;

    /// <summary>The constant, the standard deviation or the bound.</summary>
    public float Value { get; } = value;
}
