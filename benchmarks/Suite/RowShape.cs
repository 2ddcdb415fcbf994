namespace Weft.Benchmarks.Suite;

/// <summary>A matrix of activations.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns: whole panels.</param>
internal sealed record RowShape(int Rows, int Columns)
{
    /// <summary>Above this, no cache that anyone has holds what goes in and what comes out.</summary>
    private const double Streamed = 120e6;

    /// <summary>Bytes of the matrix.</summary>
    public double Bytes => (double)sizeof(float) * this.Rows * this.Columns;

    /// <summary>Whether memory's bandwidth is what limits going from one matrix to another.</summary>
    public bool IsStreamed => 2 * this.Bytes > Streamed;

    /// <inheritdoc/>
    public override string ToString() => $"{this.Rows} x {this.Columns}";
}
