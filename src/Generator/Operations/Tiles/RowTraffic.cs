using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;

namespace Weft.Generator.Operations;

/// <summary>
/// How the kernels that go through matrices by groups of rows move large ones through the caches. A group has a few cache lines in every
/// panel, each panel in another page: processors see no pattern in that.
/// </summary>
/// <param name="writer">Where the kernel goes.</param>
/// <param name="columns">The columns of every matrix.</param>
/// <param name="layout">Their rows.</param>
/// <param name="inputs">The pointers to what is read: the group's first row.</param>
/// <param name="output">The pointer to what is written.</param>
internal sealed class RowTraffic(KernelWriter writer, Axis columns, RowLayout layout, string[] inputs, string output)
{
    private bool Fetches => IsLarge(columns, layout, inputs.Length) && writer.Set.Caches is not null;

    private bool Streams => this.Fetches && Bytes(columns, layout, inputs.Length) >= Caches.All;

    /// <summary>The vector function that fetches, where the matrices are large.</summary>
    public static IEnumerable<VectorFunction> FunctionsOf(Axis columns, RowLayout layout, int inputs) =>
        IsLarge(columns, layout, inputs) ? [new PrefetchFunction()] : [];

    /// <summary>Fetches the group's part of a panel that it will write.</summary>
    public void FetchOutput(RowGroup group)
    {
        if (this.Fetches && !this.Streams)
        {
            writer.Comment("What will be written.");
            group.Each(row => $"Prefetch({group.Address(output, row)});");
        }
    }

    /// <summary>Fetches the next group's part of a panel.</summary>
    public void FetchInputs(RowGroup group)
    {
        if (this.Fetches)
        {
            writer.Comment(this.Streams
                ? "The next rows. The result goes past the caches, which would have lost it when it is read."
                : "The next rows.");

            foreach (string input in inputs)
            {
                group.Each(row => $"Prefetch({group.Address(input, row + group.Count)});");
            }
        }
    }

    /// <summary>Declares the rows that are written, unless they go past the caches.</summary>
    public void DeclareOutput(RowGroup group)
    {
        if (!this.Streams)
        {
            group.DeclareRows(output);
        }
    }

    /// <summary>
    /// The statement that stores a vector, past the caches where they will not have it when it is read. A row of a panel is a cache line,
    /// aligned as such stores must be.
    /// </summary>
    public string Store(RowGroup group, int row, int vector, string value) => this.Streams
        ? writer.StorePastCaches(group.Address(output, row, vector), value)
        : $"{group.At(output, row, vector)} = {value};";

    /// <summary>Ends a kernel: what was stored past the caches is there for other threads.</summary>
    public void WriteEnd()
    {
        if (this.Streams)
        {
            writer.Line();
            writer.Line($"{writer.Caches.Fence}();");
        }
    }

    // What is smaller was written a moment ago, to a cache that is near enough.
    private static bool IsLarge(Axis columns, RowLayout layout, int inputs) => Bytes(columns, layout, inputs) >= Caches.Near;

    private static long Bytes(Axis columns, RowLayout layout, int inputs) =>
        (inputs + 1L) * columns.Padded * layout.Capacity * sizeof(float);
}
