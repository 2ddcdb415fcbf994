using System;
using System.Linq;
using Weft.Shared;

namespace Weft;

/// <summary>Writes panels of a product's weights, 16 columns wide, in one storage of an inference session.</summary>
internal abstract unsafe class WeightPanel(WeightStorage storage, WeightFormat format)
{
    private static readonly WeightPanel[] All = [new FloatPanel(), new BFloat16Panel(), new Int8Panel()];

    private readonly WeightStorage _storage = storage;

    /// <summary>The storage in a spec.</summary>
    public string Name => this.Layout.Name;

    /// <summary>How a panel stands in memory.</summary>
    protected WeightLayout Layout { get; } = WeightLayout.Of(format);

    /// <summary>What writes a storage.</summary>
    /// <exception cref="InvalidOperationException">Nothing does.</exception>
    public static WeightPanel Of(WeightStorage storage) =>
        All.SingleOrDefault(panel => panel._storage == storage)
        ?? throw new InvalidOperationException($"{storage} is no storage of weights.");

    /// <summary>Floats from one panel of <paramref name="rows"/> rows to the next.</summary>
    public nuint Floats(int rows) => (nuint)this.Layout.Floats(rows);

    /// <summary>Stores a panel.</summary>
    /// <param name="source">[<paramref name="rows"/>, 16].</param>
    /// <param name="destination">As many floats as <see cref="Floats"/> says.</param>
    /// <param name="rows">A multiple of 16.</param>
    /// <returns>False where there is no scale for a column: an element is infinite or NaN.</returns>
    public abstract bool TryWrite(float* source, float* destination, int rows);
}

/// <summary>Panels as they are.</summary>
internal sealed unsafe class FloatPanel() : WeightPanel(WeightStorage.Float32, WeightFormat.Float32)
{
    public override bool TryWrite(float* source, float* destination, int rows)
    {
        int bytes = this.Layout.Bytes(rows);
        Buffer.MemoryCopy(source, destination, bytes, bytes);

        return true;
    }
}

/// <summary>Panels of upper halves.</summary>
internal sealed unsafe class BFloat16Panel() : WeightPanel(WeightStorage.BFloat16, WeightFormat.BFloat16)
{
    public override bool TryWrite(float* source, float* destination, int rows)
    {
        ushort* halves = (ushort*)destination;

        for (nint at = 0; at < (nint)rows * Panels.Width; at++)
        {
            halves[at] = BFloat16Bits.FromSingle(source[at]);
        }

        return true;
    }
}

/// <summary>Panels of integers from -127 to 127, in groups of rows with a scale for each column.</summary>
internal sealed unsafe class Int8Panel() : WeightPanel(WeightStorage.Int8, WeightFormat.Int8)
{
    private const int Largest = 127;

    public override bool TryWrite(float* source, float* destination, int rows)
    {
        byte* group = (byte*)destination;

        for (int row = 0; row < rows; row += this.Layout.GroupRows, group += this.Layout.GroupBytes)
        {
            int count = Math.Min(this.Layout.GroupRows, rows - row);

            if (!TryWriteGroup(source + ((nint)row * Panels.Width), (ushort*)group, (sbyte*)(group + this.Layout.ScaleBytes), count))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryWriteGroup(float* source, ushort* scales, sbyte* pairs, int rows)
    {
        for (int column = 0; column < Panels.Width; column++)
        {
            // The largest weight is still 127 of the rounded scale: that is off by at most 1 part in 256.
            ushort scale = BFloat16Bits.FromSingle(LargestMagnitude(source + column, rows) / Largest);

            if (!float.IsFinite(BFloat16Bits.ToSingle(scale)))
            {
                return false;
            }

            scales[column] = scale;
            WriteColumn(source + column, BFloat16Bits.ToSingle(scale), pairs + (2 * column), rows);
        }

        return true;
    }

    // Max keeps a NaN.
    private static float LargestMagnitude(float* column, int rows)
    {
        float largest = 0;

        for (nint row = 0; row < rows; row++)
        {
            largest = Math.Max(largest, Math.Abs(column[row * Panels.Width]));
        }

        return largest;
    }

    // Where the scale vanishes, so do the weights. In double: the reciprocal of a small scale need not be a float.
    private static void WriteColumn(float* column, float scale, sbyte* pairs, int rows)
    {
        double perScale = scale == 0 ? 0 : 1.0 / scale;

        for (nint row = 0; row < rows; row++)
        {
            double rounded = Math.Round(column[row * Panels.Width] * perScale);
            pairs[(row / 2 * 2 * Panels.Width) + (row % 2)] = (sbyte)Math.Clamp(rounded, -Largest, Largest);
        }
    }
}
