namespace Weft.Generator.Tests.Graph;

/// <summary>A row-major matrix of doubles; columns are padded as the graph's axes say, padding is zero.</summary>
internal sealed class Matrix(int rows, int columns)
{
    public int Rows => rows;

    public int Columns => columns;

    public double[] Elements { get; } = new double[rows * columns];

    public ref double this[int row, int column] => ref this.Elements[(row * columns) + column];

    public Matrix Clone()
    {
        Matrix clone = new(rows, columns);
        this.Elements.CopyTo(clone.Elements, 0);

        return clone;
    }
}
