using System;
using System.Linq;
using Weft.Shared;

namespace Weft;

/// <summary>Writes panels of a product's weights, 16 columns wide, in one storage of an inference session.</summary>
internal abstract unsafe class WeightPanel(WeightStorage storage, WeightFormat format)
{
    private static readonly WeightPanel[] All = [new FloatPanel(), new BFloat16Panel(), new Int8Panel(), new Int4Panel()];

    /// <summary>The storage.</summary>
    public WeightStorage Storage { get; } = storage;

    /// <summary>The storage in a spec.</summary>
    public string Name => this.Layout.Name;

    /// <summary>How a panel stands in memory.</summary>
    protected WeightLayout Layout { get; } = WeightLayout.Of(format);

    /// <summary>What writes a storage.</summary>
    /// <exception cref="InvalidOperationException">Nothing does.</exception>
    public static WeightPanel Of(WeightStorage storage) =>
        All.SingleOrDefault(panel => panel.Storage == storage)
        ?? throw new InvalidOperationException($"{storage} is no storage of weights.");

    /// <summary>What writes tables of embeddings that are the weights of a product as well.</summary>
    public WeightPanel OfTables => All.Single(panel => panel.Layout.Format == this.Layout.OfTables);

    /// <summary>Whether tables of tokens stand as the weights of a product, stored so.</summary>
    public bool StoresTables => this.Layout.StoresTables;

    /// <summary>Floats from one panel of <paramref name="rows"/> rows to the next.</summary>
    public nuint Floats(int rows) => (nuint)this.Layout.Floats(rows);

    /// <summary>Stores a panel.</summary>
    /// <param name="source">[<paramref name="rows"/>, 16].</param>
    /// <param name="destination">As many floats as <see cref="Floats"/> says.</param>
    /// <param name="rows">A multiple of 16.</param>
    /// <returns>False where there is no scale for a column: an element is infinite or NaN.</returns>
    public abstract bool TryWrite(float* source, float* destination, int rows);

    /// <summary>What a stored panel is the panel of.</summary>
    /// <param name="source">As <see cref="TryWrite"/> has written it.</param>
    /// <param name="destination">[<paramref name="rows"/>, 16].</param>
    /// <param name="rows">A multiple of 16.</param>
    public abstract void Read(float* source, float* destination, int rows);
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

    public override void Read(float* source, float* destination, int rows) => _ = this.TryWrite(source, destination, rows);
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

    public override void Read(float* source, float* destination, int rows)
    {
        ushort* halves = (ushort*)source;

        for (nint at = 0; at < (nint)rows * Panels.Width; at++)
        {
            destination[at] = BFloat16Bits.ToSingle(halves[at]);
        }
    }
}
