using System;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Conformance.Onnx;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Shared;

namespace Weft.Benchmarks.Suite;

/// <summary>A projection of one shape, called as passes call it: one row and few rows as decoding does, more as whole sequences do.</summary>
internal sealed class Projection
{
    private readonly KernelArena _arena = new();
    private readonly double[] _input;
    private readonly double[] _weights;
    private readonly PanelMatrix _output;

    public Projection(int rows, int depth, int width, WeightFormat format = WeightFormat.Float32)
    {
        this.Format = format;
        this.Rows = rows;
        this.Depth = depth;
        this.Width = width;
        Random random = new(1337);
        _input = Draw(random, rows * depth);
        _weights = Draw(random, depth * width);
        RowLayout layout = KernelArena.LayoutOf(rows);
        PanelMatrix input = _arena.Matrix(Axis.Of(depth), layout.Capacity, _input);
        PanelMatrix weights = _arena.Matrix(Axis.Of(width), depth, _weights);
        string stored = format == WeightFormat.Int8 ? $"&arena[{_arena.Place(this.Store(weights.Pack(_weights)))}]" : weights.Pointer();
        _output = _arena.Matrix(Axis.Of(width), layout.Capacity);
        this.Work = this.CreateWork(layout, ("input", input.Pointer()), ("weights", stored), ("output", _output.Pointer()));
    }

    public int Rows { get; }

    public int Depth { get; }

    public int Width { get; }

    /// <summary>How the weights are stored.</summary>
    public WeightFormat Format { get; }

    /// <summary>The kernel and its calls.</summary>
    public KernelWork Work { get; }

    /// <summary>The arena with input and weights.</summary>
    public NativeArena Allocate() => _arena.Allocate();

    /// <summary>Checks the first and the last row that came out.</summary>
    /// <exception cref="BenchmarkException">They are not the product.</exception>
    public unsafe void Check(NativeArena arena)
    {
        double[] output = _output.Unpack(new Span<float>(arena.Pointer, (int)arena.Length).ToArray(), this.Rows);

        foreach (int row in new[] { 0, this.Rows - 1 })
        {
            for (int column = 0; column < this.Width; column += this.Width - 1)
            {
                double expected = Enumerable.Range(0, this.Depth).Sum(k => _input[(row * this.Depth) + k] * _weights[(k * this.Width) + column]);

                if (!(Math.Abs(output[(row * this.Width) + column] - expected) < (this.Format == WeightFormat.Int8 ? 0.1 : 1e-3)))
                {
                    throw new BenchmarkException($"{this.Rows} x {this.Depth} x {this.Width}: row {row}, column {column} is {output[(row * this.Width) + column]}, not {expected}.");
                }
            }
        }
    }

    private static double[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (double)(random.NextSingle() - 0.5f))];

    private KernelWork CreateWork(RowLayout layout, params (string Name, string? Value)[] matrices)
    {
        int panels = this.Width / Panels.Width;
        bool isInteger = this.Format == WeightFormat.Int8;

        if (this.Rows == 1 && !isInteger)
        {
            bool isFromMemory = DecodePlan.IsFromMemory(DecodePlan.WeightBytes(this.Format, this.Depth, panels));
            RowProduct row = RowProduct.Create(isFromMemory, this.Depth, panels, hasBias: false, hasResidual: false, Epilogue.None, this.Format);

            return KernelWork.OfRow(panels, row, matrices);
        }

        matrices = [.. matrices, ("scratch", isInteger ? "scratch" : null)];

        if (this.Rows <= RowPlan.Block)
        {
            ProductKernel group = new(this.Depth, 0, layout, HasBias: false, HasResidual: false, Epilogue.None, this.Format);

            return KernelWork.OfPanels(panels, ProjectionOperation.PanelGroup, group, [.. matrices, ("row", "0"), ("rows", $"{this.Rows}")]);
        }

        ProductKernel block = new(this.Depth, this.Width, layout, HasBias: false, HasResidual: false, Epilogue.None, this.Format);

        return KernelWork.OfRows(this.Rows, block, matrices);
    }

    private unsafe float[] Store(float[] panels)
    {
        WeightPanel stored = WeightPanel.Of(WeightStorage.Int8);
        int floats = this.Depth * Panels.Width;
        float[] result = new float[panels.Length / floats * (int)stored.Floats(this.Depth)];

        fixed (float* from = panels, to = result)
        {
            for (int panel = 0; panel < panels.Length / floats; panel++)
            {
                stored.TryWrite(from + ((nint)panel * floats), to + (panel * (nint)stored.Floats(this.Depth)), this.Depth);
            }
        }

        return result;
    }
}
