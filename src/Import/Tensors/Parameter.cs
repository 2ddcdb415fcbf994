using System.Collections.Immutable;

namespace Weft.Import.Tensors;

/// <summary>A parameter of the model that a specification describes.</summary>
/// <param name="Name">The canonical name.</param>
/// <param name="Shape">[out, in] for a projection, [rows, columns] for a table, [n] for a vector.</param>
internal sealed record Parameter(string Name, ImmutableArray<int> Shape)
{
    /// <summary>Rows: the first dimension.</summary>
    public int Rows => this.Shape[0];

    /// <summary>Columns: the second dimension, 1 for a vector.</summary>
    public int Columns => this.Shape.Length > 1 ? this.Shape[1] : 1;

    /// <summary>The number of the expert that it is of; 0 where it is of none.</summary>
    public int Expert { get; init; }

    /// <summary>Elements.</summary>
    public long Count => (long)this.Rows * this.Columns;
}
