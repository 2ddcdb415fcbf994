using System;
using Weft.Shared;

namespace Weft;

/// <summary>
/// The panels of a parameter in a session: copied, or stored in fewer bits. A table of tokens becomes the weights of a product, which has
/// its tokens as columns.
/// </summary>
internal readonly unsafe struct StoredMatrix
{
    /// <summary>The parameter.</summary>
    public required ParameterInfo Info { get; init; }

    /// <summary>Whether it is a table that is transposed.</summary>
    public required bool IsTable { get; init; }

    /// <summary>Rows of a panel in the session.</summary>
    public required int Rows { get; init; }

    /// <summary>Panels, each with all rows.</summary>
    public required int PanelCount { get; init; }

    /// <summary>What writes them.</summary>
    public required WeightPanel Storage { get; init; }

    /// <summary>The panels in the model.</summary>
    public float* Source { get; private init; }

    /// <summary>The panels in the session.</summary>
    public float* Destination { get; private init; }

    /// <summary>The panels as the session stores them, where they are there already; null where not.</summary>
    public float* Integers { get; private init; }

    /// <summary>Floats from one panel in the session to the next.</summary>
    public nuint Stride => this.Storage.Floats(this.Rows);

    /// <summary>Floats that all panels take in the session.</summary>
    public nuint Floats => (nuint)this.PanelCount * this.Stride;

    /// <summary>A parameter whose panels stay what they are of.</summary>
    public static StoredMatrix Of(ParameterInfo info, WeightPanel storage) => new()
    {
        Info = info,
        IsTable = false,
        Rows = info.Rows,
        PanelCount = ColumnPanels(info),
        Storage = storage,
    };

    /// <summary>A table of tokens, which has whole panels of them.</summary>
    public static StoredMatrix OfTable(ParameterInfo info, WeightPanel storage) => new()
    {
        Info = info,
        IsTable = true,
        Rows = ColumnPanels(info) * Panels.Width,
        PanelCount = info.Rows / Panels.Width,
        Storage = storage,
    };

    /// <summary>The same between these places.</summary>
    public StoredMatrix At(float* source, float* destination, float* integers) => this with
    {
        Source = source,
        Destination = destination,
        Integers = integers,
    };

    /// <summary>Floats for a panel of a table before it is stored; none for others.</summary>
    public int ScratchFloats => this.IsTable ? this.Rows * Panels.Width : 0;

    /// <summary>Stores a panel.</summary>
    /// <param name="panel">Its number.</param>
    /// <param name="scratch">As many floats as <see cref="ScratchFloats"/> says.</param>
    /// <returns>False where an element is infinite or NaN, and the storage has no scale for it.</returns>
    public bool TryWrite(int panel, float[] scratch)
    {
        float* destination = this.Destination + ((nuint)panel * this.Stride);

        if (this.Integers is not null)
        {
            nuint bytes = this.Stride * sizeof(float);
            Buffer.MemoryCopy(this.Integers + ((nuint)panel * this.Stride), destination, bytes, bytes);

            return true;
        }

        if (!this.IsTable)
        {
            return this.Storage.TryWrite(this.PanelOf(panel), destination, this.Rows);
        }

        fixed (float* columns = scratch)
        {
            for (int block = 0; block < this.Blocks; block++)
            {
                TransposedBlock.Write(this.BlockOf(panel, block), columns + (block * Panels.Square), Panels.Width);
            }

            return this.Storage.TryWrite(columns, destination, this.Rows);
        }
    }

    /// <summary>Writes what a stored panel is the panel of to where the parameter stands.</summary>
    /// <inheritdoc cref="TryWrite"/>
    public void Read(int panel, float[] scratch)
    {
        float* stored = this.Destination + ((nuint)panel * this.Stride);

        if (!this.IsTable)
        {
            this.Storage.Read(stored, this.PanelOf(panel), this.Rows);

            return;
        }

        fixed (float* columns = scratch)
        {
            this.Storage.Read(stored, columns, this.Rows);

            for (int block = 0; block < this.Blocks; block++)
            {
                TransposedBlock.Write(columns + (block * Panels.Square), this.BlockOf(panel, block), Panels.Width);
            }
        }
    }

    private static int ColumnPanels(ParameterInfo info) => (int)(info.PaddedCount / ((long)info.Rows * Panels.Width));

    // Squares of a panel of tokens.
    private int Blocks => this.Rows / Panels.Width;

    private float* PanelOf(int panel) => this.Source + ((nuint)panel * (nuint)this.Rows * Panels.Width);

    private float* BlockOf(int panel, int block) =>
        this.Source + ((((nuint)block * (nuint)this.Info.Rows) + ((nuint)panel * Panels.Width)) * Panels.Width);
}
