using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Weft.Shared;

namespace Weft;

/// <summary>
/// Panels of integers in groups of rows: 16 columns side by side in a vector, in single precision without fused arithmetic, so that every
/// processor writes the same bits.
/// </summary>
internal abstract unsafe partial class IntegerPanel(WeightStorage storage, WeightFormat format, int least, int largest)
    : WeightPanel(storage, format)
{
    // A column's largest scale, in parts of its factor, has this exponent: float16 numbers end at twice as much.
    private const int LargestExponent = 14;
    private const int LeastFactorExponent = -126;

    /// <inheritdoc/>
    public sealed override bool TryWrite(float* source, float* destination, int rows)
    {
        Vector512<float> largest = this.LargestScale(source, rows);

        // Max keeps a NaN.
        if (!Vector512.LessThanOrEqualAll(largest, Vector512.Create(float.MaxValue)))
        {
            return false;
        }

        Vector512<float> factors = Factors(largest);
        factors.Store(destination);
        this.WriteGroups(source, factors, (byte*)destination + this.Layout.FactorBytes, rows);

        return true;
    }

    /// <inheritdoc/>
    public sealed override void Read(float* source, float* destination, int rows)
    {
        for (int at = 0; at < rows * Panels.Width; at++)
        {
            destination[at] = this.Value(source, at % Panels.Width, at / Panels.Width);
        }
    }

    /// <summary>Whether groups have zeros.</summary>
    public bool HasZeros => this.Layout.HasZeros;

    /// <summary>Rows of a group.</summary>
    public int GroupRows => this.Layout.GroupRows;

    /// <summary>Groups of a panel.</summary>
    public int Groups(int rows) => this.Layout.Groups(rows);

    /// <summary>The scale of a column in a group.</summary>
    public ushort* Scale(float* panel, int column, int group) => (ushort*)this.GroupAt(panel, group) + column;

    /// <summary>The zero of a column in a group.</summary>
    public byte* Zero(float* panel, int column, int group) => this.GroupAt(panel, group) + this.Layout.ScaleBytes + column;

    /// <summary>The integer of a column in a row.</summary>
    public int Integer(float* panel, int column, int row) =>
        this.IntegerAt(this.GroupAt(panel, row / this.GroupRows), column, row % this.GroupRows);

    /// <summary>Makes every integer of a panel of zeros 0.</summary>
    public void Clear(float* panel, int rows)
    {
        for (int row = 0; this.ByteOfZeros != 0 && row < rows; row += this.GroupRows)
        {
            byte* integers = this.GroupAt(panel, row / this.GroupRows) + this.Layout.ScaleBytes + this.Layout.ZeroBytes;
            new Span<byte>(integers, this.Layout.Bytes(this.CountOf(row, rows))).Fill(this.ByteOfZeros);
        }
    }

    /// <summary>Replaces an integer that is 0.</summary>
    public void SetInteger(float* panel, int column, int row, int integer) =>
        this.SetIntegerAt(this.GroupAt(panel, row / this.GroupRows), column, row % this.GroupRows, integer);

    /// <summary>What a weight is.</summary>
    public float Value(float* panel, int column, int row)
    {
        int group = row / this.GroupRows;
        float scale = panel[column] * ScaleOf(this.GroupAt(panel, group), column);

        return scale * this.Level(this.GroupAt(panel, group), column, row % this.GroupRows);
    }

    /// <summary>A byte of integers that are 0.</summary>
    protected virtual byte ByteOfZeros => 0;

    /// <summary>No less than the scale that a group is going to have, infinite or NaN where an element is.</summary>
    protected abstract Vector512<float> LargestScale(Vector512<float>* rows, int count);

    /// <summary>Writes scales and zeros of a group, whose weights are in parts of their factors, and no integers.</summary>
    /// <param name="rows">The weights.</param>
    /// <param name="importance">What the squared error of each row counts.</param>
    /// <param name="group">The group.</param>
    /// <param name="count">Rows.</param>
    protected abstract void WriteScales(Vector512<float>* rows, float* importance, byte* group, int count);

    /// <summary>What the scales of a group may be multiplied by where they are searched for the inputs that weights have.</summary>
    protected abstract ReadOnlySpan<float> ScaleFactors { get; }

    /// <summary>What may be added to the zeros of a group then.</summary>
    protected virtual ReadOnlySpan<int> ZeroShifts => [0];

    /// <summary>The integer of a column in a row of a group.</summary>
    protected abstract int IntegerAt(byte* group, int column, int row);

    /// <summary>Writes an integer where there is 0.</summary>
    protected abstract void SetIntegerAt(byte* group, int column, int row, int integer);

    /// <summary>Stores a scale as a float16.</summary>
    protected static void StoreScale(float scale, ushort* stored) =>
        *stored = BitConverter.HalfToUInt16Bits((Half)Math.Min(scale, (float)Half.MaxValue));

    /// <summary>The greatest magnitudes; Max keeps a NaN.</summary>
    protected static Vector512<float> LargestMagnitude(Vector512<float>* rows, int count)
    {
        Vector512<float> largest = Vector512<float>.Zero;

        for (int row = 0; row < count; row++)
        {
            largest = Vector512.Max(largest, Vector512.Abs(rows[row]));
        }

        return largest;
    }

    private float Value(byte* group, int column, int row) => ScaleOf(group, column) * this.Level(group, column, row);

    // What the scale is multiplied by.
    private int Level(byte* group, int column, int row)
    {
        int integer = this.IntegerAt(group, column, row);

        return this.HasZeros ? (integer * WeightLayout.ZeroParts) - group[this.Layout.ScaleBytes + column] : integer;
    }

    // Of scales, in which zeros are.
    private int PartsOfStep => this.HasZeros ? WeightLayout.ZeroParts : 1;

    private static float ScaleOf(byte* group, int column) => (float)BitConverter.UInt16BitsToHalf(((ushort*)group)[column]);

    private byte* GroupAt(float* panel, int group) => (byte*)panel + this.Layout.FactorBytes + ((nint)group * this.Layout.GroupBytes);

    private Vector512<float> LargestScale(float* source, int rows)
    {
        Vector512<float> largest = Vector512<float>.Zero;

        for (int row = 0; row < rows; row += this.Layout.GroupRows)
        {
            largest = Vector512.Max(largest, this.LargestScale(Row(source, row), this.CountOf(row, rows)));
        }

        return largest;
    }

    // Factors are powers of two: but for weights that are next to nothing in their column, the quotients are exact.
    private void WriteGroups(float* source, Vector512<float> factors, byte* group, int rows)
    {
        Vector512<float>* scaled = stackalloc Vector512<float>[this.Layout.GroupRows];

        for (int row = 0; row < rows; row += this.Layout.GroupRows, group += this.Layout.GroupBytes)
        {
            int count = this.CountOf(row, rows);

            for (int i = 0; i < count; i++)
            {
                scaled[i] = Row(source, row)[i] / factors;
            }

            this.WriteGroup(scaled, group, count);
        }
    }

    private void WriteGroup(Vector512<float>* rows, byte* group, int count)
    {
        float* importance = stackalloc float[count];
        new Span<float>(importance, count).Fill(1);
        this.WriteScales(rows, importance, group, count);
        Steps steps = this.StepsOf(group);

        for (int row = 0; row < count; row++)
        {
            this.RoundRow((float*)&rows[row], in steps, group, row);
        }
    }

    // Where the scale vanishes, so do the weights. In double: the reciprocal of a small scale need not be a float.
    private Steps StepsOf(byte* group)
    {
        Steps steps = default;

        for (int column = 0; column < Panels.Width; column++)
        {
            float scale = ScaleOf(group, column);
            float step = scale * this.PartsOfStep;
            steps.PerStep[column] = step == 0 ? 0 : 1.0 / step;
            steps.Zeros[column] = this.HasZeros ? (double)group[this.Layout.ScaleBytes + column] / WeightLayout.ZeroParts : 0;
        }

        return steps;
    }

    private void RoundRow(float* weights, in Steps steps, byte* group, int row)
    {
        for (int column = 0; column < Panels.Width; column++)
        {
            double rounded = Math.Round((weights[column] * steps.PerStep[column]) + steps.Zeros[column]);
            this.SetIntegerAt(group, column, row, (int)Math.Clamp(rounded, least, largest));
        }
    }

    private static Vector512<float>* Row(float* source, int row) => (Vector512<float>*)(source + ((nint)row * Panels.Width));

    private int CountOf(int row, int rows) => Math.Min(this.Layout.GroupRows, rows - row);

    private static Vector512<float> Factors(Vector512<float> largest)
    {
        Vector512<float> factors = Vector512<float>.One;

        for (int column = 0; column < Panels.Width; column++)
        {
            if (largest[column] > 0 && float.IsFinite(largest[column]))
            {
                int exponent = Math.Max(MathF.ILogB(largest[column]) - LargestExponent, LeastFactorExponent);
                factors = factors.WithElement(column, MathF.ScaleB(1, exponent));
            }
        }

        return factors;
    }

    // What a weight is multiplied by and what is added to it before it is rounded, by column.
    private struct Steps
    {
        public Columns PerStep;
        public Columns Zeros;
    }

    [InlineArray(Panels.Width)]
    private struct Columns
    {
        private double _first;
    }
}
