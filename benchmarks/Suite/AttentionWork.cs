using System;
using System.Linq;
using Weft.Benchmarks.Compilation;
using Weft.Conformance.Onnx;
using Weft.Generator.Graph;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Benchmarks.Suite;

/// <summary>Causal attention of one sequence, an item for each head, as passes call it.</summary>
internal sealed class AttentionWork
{
    // The matrices of both kernels; the forward one has the first four.
    private static readonly string[] Names =
        ["query", "key", "value", "output", "outputGradient", "queryGradient", "keyGradient", "valueGradient"];

    private readonly KernelArena _arena = new();
    private readonly PanelMatrix _query;
    private readonly PanelMatrix _key;
    private readonly PanelMatrix _value;
    private readonly PanelMatrix _output;

    /// <param name="heads">Heads of queries, keys and values alike.</param>
    /// <param name="headSize">Columns of a head: whole panels.</param>
    /// <param name="length">Tokens.</param>
    public AttentionWork(int heads, int headSize, int length)
    {
        this.Heads = heads;
        this.HeadSize = headSize;
        this.Length = length;
        RowLayout layout = KernelArena.LayoutOf(length);
        AttentionShape shape = new(heads, heads, headSize, headSize, Causal: true, Window: 0, HasSlopes: false, Dropout: 0, Site: 0);
        AttentionKernel forward = AttentionKernel.OfSequences(shape, layout, length, keepsStatistics: true);
        AttentionGradientKernel backward = AttentionGradientKernel.OfSequences(shape, layout, length);
        this.ScratchFloats = Math.Max(forward.ScratchFloats, backward.ScratchFloats);
        this.StatisticFloats = 2L * heads * layout.Capacity;
        PanelMatrix[] matrices = [.. Names.Select(_ => _arena.Matrix(new Axis(heads, headSize), layout.Capacity))];
        int scoreMaximum = _arena.Reserve(heads * layout.Capacity);
        int inverseTotal = _arena.Reserve(heads * layout.Capacity);
        (_query, _key, _value, _output) = (matrices[0], matrices[1], matrices[2], matrices[3]);
        (string Name, string? Value)[] pointers =
            [.. Names.Zip(matrices, (name, matrix) => (name, Head(matrix.Pointer(), headSize, layout)))];
        (string Name, string? Value)[] sequence =
        [
            ("scoreMaximum", Head($"arena + {Literal.Integer(scoreMaximum)}", 1, layout)),
            ("inverseTotal", Head($"arena + {Literal.Integer(inverseTotal)}", 1, layout)),
            ("start", "0"), ("length", Literal.Integer(length)), ("scratch", "scratch"),
        ];
        this.Forward = new KernelWork(heads, forward, [.. pointers[..4], .. sequence]);
        this.Backward = new KernelWork(heads, backward, [.. pointers, .. sequence]);
    }

    public int Heads { get; }

    public int HeadSize { get; }

    public int Length { get; }

    /// <summary>From queries, keys and values to outputs, every row's greatest score and one over its sum.</summary>
    public KernelWork Forward { get; }

    /// <summary>From those and the outputs' gradients to the gradients of queries, keys and values.</summary>
    public KernelWork Backward { get; }

    /// <summary>Scratch of a thread, in floats.</summary>
    public int ScratchFloats { get; }

    /// <summary>What the forward pass keeps for the backward pass, in floats.</summary>
    public long StatisticFloats { get; }

    /// <summary>Products of one query's and one key's columns: heads x columns x pairs that causality allows.</summary>
    public double Multiplications => (double)this.Heads * this.HeadSize * this.Length * (this.Length + 1) / 2;

    /// <summary>An arena with queries, keys, values and output gradients.</summary>
    public NativeArena Allocate() => _arena.Allocate();

    /// <summary>Checks the last head's last row, which sees every key.</summary>
    /// <exception cref="BenchmarkException">It is not what attention gives.</exception>
    public void Check(NativeArena arena)
    {
        double[] scores = new double[this.Length];

        for (int key = 0; key < this.Length; key++)
        {
            for (int column = 0; column < this.HeadSize; column++)
            {
                scores[key] += this.At(arena, _query, this.Length - 1, column) * this.At(arena, _key, key, column) / Math.Sqrt(this.HeadSize);
            }
        }

        double[] weights = [.. scores.Select(Math.Exp)];
        double total = weights.Sum();

        for (int column = 0; column < this.HeadSize; column++)
        {
            double expected = Enumerable.Range(0, this.Length).Sum(key => weights[key] * this.At(arena, _value, key, column)) / total;
            double actual = this.At(arena, _output, this.Length - 1, column);

            if (!(Math.Abs(actual - expected) < 1e-4))
            {
                throw new BenchmarkException($"Attention of {this.Length} tokens: column {column} of the last row is {actual}, not {expected}.");
            }
        }
    }

    private static string Head(string pointer, int columns, RowLayout layout) => $"{pointer} + item * {Literal.Integer((long)columns * layout.Capacity)}";

    // Of the last head.
    private unsafe double At(NativeArena arena, PanelMatrix matrix, int row, int column)
    {
        int panel = (((this.Heads - 1) * this.HeadSize) + column) / Panels.Width;

        return arena.Pointer[matrix.Offset + (((panel * (long)matrix.Capacity) + row) * Panels.Width) + (column % Panels.Width)];
    }
}
