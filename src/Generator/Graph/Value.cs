using Weft.Generator.Shared;

namespace Weft.Generator.Graph;

/// <summary>
/// One tensor of a block, written by one node; its identity is the object. Its rows are the rows of its side of the batch, or their pairs
/// with experts.
/// </summary>
/// <param name="name">The role, in camelCase: it names the offset in the generated code.</param>
/// <param name="kind">What is stored per row.</param>
/// <param name="columns">The columns of a matrix, or the groups of a statistic.</param>
/// <param name="side">Whose rows it has.</param>
internal sealed class Value(string name, ValueKind kind, Axis columns, Side side)
{
    public string Name => name;

    public ValueKind Kind => kind;

    public Axis Columns => columns;

    public Side Side => side;

    /// <summary>What pairs its rows with experts, where its own rows are those pairs; null where they are rows of the batch.</summary>
    public Routing? Pairs { get; init; }

    /// <summary>Rows of a matrix of weights.</summary>
    public int WeightRows { get; init; }

    /// <summary>Whether it says which rows an expert has; a single row needs none of it, for each of its experts has just that.</summary>
    public bool IsGrouping { get; init; }

    /// <summary>Whether it holds 32-bit integers.</summary>
    public bool IsInteger => kind is ValueKind.Integers or ValueKind.Counts or ValueKind.Items;

    /// <summary>Floats of an arena that it takes with room for that many rows of the batch.</summary>
    public long Floats(int rows)
    {
        int own = this.Pairs?.RowsOf(rows) ?? rows;

        return kind switch
        {
            ValueKind.Matrix => (long)columns.Padded * own,
            ValueKind.Halves => (long)columns.Panels * Axis.RoundUp(Panels.Width / 2 * own),
            ValueKind.Counts => Axis.RoundUp(columns.Count),
            ValueKind.Items => Axis.RoundUp(Routing.ItemIntegers(own)),
            ValueKind.Weights => (long)columns.Padded * this.WeightRows,
            _ => Axis.RoundUp(columns.Count * own),
        };
    }

    public override string ToString() => $"{name} [rows, {columns.Count}]";
}

/// <summary>
/// Whose rows a value has: those of what the encoder reads or of what the decoder reads, or one for each sequence of what a model puts out.
/// </summary>
internal enum Side { Source, Target, Pooled }

internal enum ValueKind
{
    /// <summary>A panel matrix [rows, columns].</summary>
    Matrix,

    /// <summary>A panel matrix [rows, columns] of which the upper halves of floats are kept.</summary>
    Halves,

    /// <summary>One float per row and group: a mean, an inverse deviation, a greatest score.</summary>
    Statistic,

    /// <summary>One integer per row and group.</summary>
    Integers,

    /// <summary>One integer per column, however many rows there are.</summary>
    Counts,

    /// <summary>A number of work items, and three integers for each.</summary>
    Items,

    /// <summary>A panel matrix with rows of its own, however many the batch has.</summary>
    Weights,
}

/// <summary>The part of a matrix that a node reads or writes: whole groups from a panel on.</summary>
/// <param name="Matrix">The matrix.</param>
/// <param name="Panel">The first panel.</param>
/// <param name="Columns">The groups in it.</param>
internal sealed record Slice(Value Matrix, int Panel, Axis Columns)
{
    /// <summary>Whether it is all of its matrix.</summary>
    public bool IsWhole => this.Columns.Padded == this.Matrix.Columns.Padded;

    /// <summary>Whether both have some columns.</summary>
    public bool Overlaps(Slice other) =>
        this.Matrix == other.Matrix && this.Panel < other.Panel + other.Columns.Panels && other.Panel < this.Panel + this.Columns.Panels;

    /// <summary>All of a matrix.</summary>
    public static Slice Of(Value matrix) => new(matrix, 0, matrix.Columns);
}
