using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Text;

namespace Weft.Conformance.Onnx;

/// <summary>The compiled calls of a node.</summary>
internal unsafe delegate void NodePass(float* arena);

/// <summary>
/// A node as it runs: an arena that was planned for it, its kernels, and their calls with literal offsets. The host only moves numbers in and
/// out of panels.
/// </summary>
internal sealed class NodeProgram(OnnxCase node)
{
    // Tiles read whole, past the rows that count: the last matrix needs room behind it.
    private const int Slack = 2 * Panels.Width * Panels.Width;

    private readonly List<Kernel> _kernels = [];
    private readonly List<string> _calls = [];
    private readonly List<(int Offset, float[] Values)> _contents = [];
    private readonly List<(OnnxTensor Expected, Func<float[], double[]> Read)> _outputs = [];
    private readonly List<string> _remarks = [];
    private int _floats;

    /// <summary>The case.</summary>
    public OnnxCase Node => node;

    /// <summary>The kernels that it calls.</summary>
    public IReadOnlyList<Kernel> Kernels => _kernels;

    /// <summary>Statements of C#, in order.</summary>
    public IReadOnlyList<string> Calls => _calls;

    /// <summary>What runs the calls; null until they have been compiled.</summary>
    public NodePass? Pass { get; set; }

    /// <summary>Whether kernels were emitted for it; the optimizer's come with the runtime.</summary>
    public bool IsCompiled => _calls.Count > 0;

    /// <summary>What the report says of the case beyond its result.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>The C# for a place in the arena.</summary>
    public static string Address(int offset) => $"arena + {Literal.Integer(offset)}";

    /// <summary>Room for some rows.</summary>
    public static RowLayout LayoutOf(int rows) => new(RowPlan.Capacity(rows));

    /// <summary>Reserves floats and returns where they start.</summary>
    public int Reserve(int floats)
    {
        int offset = _floats;
        _floats = checked(_floats + Axis.RoundUp(floats));

        return offset;
    }

    /// <summary>Reserves a matrix.</summary>
    public PanelMatrix Matrix(Axis columns, int capacity) => new(this.Reserve(checked(columns.Padded * capacity)), columns, capacity);

    /// <summary>Reserves a matrix and fills it with rows.</summary>
    public PanelMatrix Matrix(Axis columns, int capacity, double[] rows)
    {
        PanelMatrix matrix = this.Matrix(columns, capacity);
        _contents.Add((matrix.Offset, matrix.Pack(rows)));

        return matrix;
    }

    /// <summary>A vector: one row alone, its panels contiguous.</summary>
    public PanelMatrix Vector(double[] values) => this.Matrix(Axis.Of(values.Length), 1, values);

    /// <summary>Reserves whole numbers and returns the C# for their address.</summary>
    public string Integers(int[] values)
    {
        int offset = this.Reserve(values.Length);
        _contents.Add((offset, [.. values.Select(BitConverter.Int32BitsToSingle)]));

        return $"(int*)({Address(offset)})";
    }

    /// <summary>Calls a kernel with operands that are named; null stands for one that it does not have.</summary>
    public void Call(Kernel kernel, params (string Name, string? Value)[] operands) => _calls.Add(this.StatementOf(kernel, operands));

    /// <summary>Calls a kernel that works by rows, in blocks as passes do.</summary>
    public void CallByRows(Kernel kernel, int rows, params (string Name, string? Value)[] operands)
    {
        if (rows <= RowPlan.Block)
        {
            this.Call(kernel, [.. operands, ("row", "0"), ("rows", $"{rows}")]);
            return;
        }

        string count = $"Math.Min({RowPlan.Block}, {Literal.Integer(rows)} - row)";
        _calls.Add($"for (nint row = 0; row < {Literal.Integer(rows)}; row += {RowPlan.Block})");
        _calls.Add("{");
        _calls.Add($"    {this.StatementOf(kernel, [.. operands, ("row", "row"), ("rows", count)])}");
        _calls.Add("}");
    }

    /// <summary>Says how an output is read from the arena.</summary>
    public void Output(OnnxTensor expected, Func<float[], double[]> read) => _outputs.Add((expected, read));

    /// <summary>Adds to what the report says of the case.</summary>
    public void Remark(string remark) => _remarks.Add(remark);

    /// <summary>Runs the node.</summary>
    /// <returns>The outputs that the case expects, with what came out.</returns>
    public unsafe List<(OnnxTensor Expected, double[] Ours)> Run()
    {
        float[] memory = new float[_floats + Slack];

        using (NativeArena arena = new((nuint)memory.Length))
        {
            Span<float> floats = new(arena.Pointer, memory.Length);

            // A kernel that reads what nobody has written gives itself away.
            floats.Fill(float.NaN);

            foreach ((int offset, float[] values) in _contents)
            {
                values.CopyTo(floats[offset..]);
            }

            this.Pass!(arena.Pointer);
            floats.CopyTo(memory);
        }

        return [.. _outputs.Select(output => (output.Expected, output.Read(memory)))];
    }

    private string StatementOf(Kernel kernel, (string Name, string? Value)[] operands)
    {
        if (!_kernels.Contains(kernel))
        {
            _kernels.Add(kernel);
        }

        return $"TKernels.{kernel.Call(operands)};";
    }
}
