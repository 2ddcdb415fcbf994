namespace Weft.Benchmarks.Suite;

/// <summary>A matrix of activations.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns: whole panels.</param>
internal sealed record RowShape(int Rows, int Columns)
{
    /// <summary>Above this, no cache that anyone has holds input and output.</summary>
    private const double Streamed = 120e6;

    /// <summary>Bytes that are read and written, each once.</summary>
    public double Bytes => 2.0 * sizeof(float) * this.Rows * this.Columns;

    /// <summary>Whether memory's bandwidth is what limits it.</summary>
    public bool IsStreamed => this.Bytes > Streamed;

    /// <inheritdoc/>
    public override string ToString() => $"{this.Rows} x {this.Columns}";
}
