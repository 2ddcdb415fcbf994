using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;

namespace Weft.Generator.Operations;

/// <summary>What kernels write to read weights of one format.</summary>
/// <param name="format">The format.</param>
/// <param name="type">The type of the elements that are read.</param>
/// <param name="typeBytes">Bytes of an element.</param>
internal abstract class StoredWeights(WeightFormat format, string type, int typeBytes)
{
    private static readonly StoredWeights[] All = [new FloatWeights(), new BFloat16Weights()];

    private readonly WeightLayout _layout = WeightLayout.Of(format);

    /// <summary>The type of a pointer to weights.</summary>
    public string PointerType => $"{type}*";

    /// <summary>Whether weights become floats where they are read, with a pointer of their own.</summary>
    public virtual bool IsWidened => true;

    /// <summary>The vector functions that widen.</summary>
    public virtual IEnumerable<VectorFunction> Functions => [];

    /// <summary>What rows of a panel are as floats, for a summary.</summary>
    public abstract string Formula { get; }

    /// <summary>What reads a format.</summary>
    /// <exception cref="InvalidOperationException">Nothing does.</exception>
    public static StoredWeights Of(WeightFormat format) =>
        All.SingleOrDefault(weights => weights.IsOf(format))
        ?? throw new InvalidOperationException($"No kernel reads weights in {format}.");

    /// <summary>Tells kernels of one shape and several formats apart; empty for floats.</summary>
    public static string LabelOf(WeightFormat format) => format == WeightFormat.Float32 ? string.Empty : format.ToString();

    /// <summary>Floats from one panel of <paramref name="rows"/> rows to the next.</summary>
    public int Stride(int rows) => _layout.Floats(rows);

    /// <summary>Elements of so many rows.</summary>
    public int Elements(int rows) => _layout.Bytes(rows) / typeBytes;

    /// <summary>Elements of so many bytes.</summary>
    public int ElementsIn(int bytes) => bytes / typeBytes;

    /// <summary>The first element of a panel.</summary>
    public string First(string panel) => this.IsWidened ? $"({this.PointerType}){panel}" : panel;

    /// <summary>Declares the rows that are read, if they are read as they are.</summary>
    public virtual void DeclareRows(KernelWriter writer, PanelPlace place)
    {
    }

    /// <summary>A vector of a row, as floats: <c>FromInt8(&amp;stored[24])</c>.</summary>
    /// <param name="writer">Writes for the instruction set.</param>
    /// <param name="place">Where a kernel reads.</param>
    /// <param name="vector">The vector of the row.</param>
    /// <param name="row">The row, counted from the place.</param>
    public abstract string At(KernelWriter writer, PanelPlace place, int vector, int row);

    /// <summary>Writes the body of <see cref="WidenKernel"/>.</summary>
    public void WriteWiden(KernelWriter writer)
    {
        PanelPlace place = new("panel", "stored", "row");
        writer.Declare(this.PointerType, "stored", this.First("panel"));
        writer.Line($"stored = &stored[row * {this.Elements(1)}];");
        writer.Line();

        string steps = $"output = &output[{Panels.Width}], stored = &stored[{this.Elements(1)}]";

        using (writer.Block($"for (float* end = &output[rows * {Panels.Width}]; output != end; {steps})"))
        {
            writer.DeclareRow("output");
            writer.Each(vector => $"{writer.At("output", vector)} = {this.At(writer, place, vector, row: 0)};");
        }
    }

    private bool IsOf(WeightFormat other) => format == other;
}

/// <summary>Where a kernel reads in a panel: the names of its variables.</summary>
/// <param name="Panel">The float pointer to the beginning of the panel.</param>
/// <param name="Elements">The pointer to the elements that come next.</param>
/// <param name="Row">The number of their row in the panel.</param>
internal sealed record PanelPlace(string Panel, string Elements, string Row);
