using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Generator.Tests.Graph;

/// <summary>One repetition of a block: its values, and its parameters by canonical name.</summary>
internal sealed class InterpreterFrame(
    ModelGraph graph, Block block, int repetition, int site, InterpreterBatch batch, IReadOnlyDictionary<string, double[]> parameters,
    Dictionary<string, double[]> gradients, DropoutSource? dropout, Random? moves)
{
    private const double Move = 1e-7;

    public Block Block => block;

    /// <summary>What this repetition has different from others.</summary>
    public BlockVariant Variant => block.VariantOf(repetition);

    public InterpreterBatch Batch => batch;

    /// <summary>The number of the repetition's first dropout site in the whole model.</summary>
    public int Site => site;

    public DropoutSource? Dropout => dropout;

    /// <summary>Whether keys and values are read as sessions keep them.</summary>
    public bool KeepsCaches { get; init; }

    /// <summary>Whether what layers keep in halves of floats is rounded.</summary>
    public bool RoundsKept { get; init; } = true;

    /// <summary>What the inputs of products are rounded to.</summary>
    public ActivationFormat Activations { get; init; }

    /// <summary>The longest sequence that there is room for.</summary>
    public int Longest { get; init; }

    public Dictionary<Value, Matrix> Values { get; } = [];

    /// <summary>The summed loss; set by the cross-entropy.</summary>
    public double Loss { get; set; }

    /// <summary>What a gradient pass leaves in the place of the logits.</summary>
    public Dictionary<Value, Matrix> InPlace { get; } = [];

    /// <summary>Positions that each expert has in all layers of the stack, where a loss balances them.</summary>
    public double[] ExpertLoad { get; set; } = [];

    /// <summary>Layers of the stack.</summary>
    public int StackLayers { get; set; }

    /// <summary>A hash of the signs that relu has seen, and of the experts that were chosen.</summary>
    public int ReluPattern { get; set; }

    /// <summary>The column in memory of an axis's element.</summary>
    public static int Padded(Axis axis, int index) => (index / axis.Size * axis.PaddedSize) + (index % axis.Size);

    /// <summary>The columns in memory of all elements of an axis.</summary>
    public static int[] ColumnsOf(Axis axis, int start = 0) => [.. Enumerable.Range(0, axis.Count).Select(index => start + Padded(axis, index))];

    /// <summary>The sequences whose rows a value has.</summary>
    public InterpreterSide SideOf(Value value) => batch[value.Side];

    /// <summary>A new matrix for a value; statistics have a column per group.</summary>
    public Matrix Create(Value value)
    {
        int rows = this.SideOf(value).Rows * (value.Pairs?.Active ?? 1);
        Matrix matrix = new(
            value.Kind == ValueKind.Counts ? 1 : rows, value.Kind == ValueKind.Matrix ? value.Columns.Padded : value.Columns.Count);
        this.Values[value] = matrix;

        return matrix;
    }

    /// <summary>The rows of a value that an expert has; all of them where its rows are no pairs.</summary>
    public IEnumerable<int> RowsOf(Value value, int expert)
    {
        if (value.Pairs is not Routing routing)
        {
            return Enumerable.Range(0, this.SideOf(value).Rows);
        }

        Matrix groups = this.Values[routing.Groups];

        return Enumerable.Range((int)groups[0, expert], (int)groups[0, routing.Experts + expert]);
    }

    /// <summary>A value as it is, or moved by up to 1e-7 of itself where values are moved.</summary>
    // The smallest floats have fewer bits than others.
    public double Moved(double value) => moves is null || value == 0
        ? value
        : value + (Math.Max(Move * Math.Abs(value), float.Epsilon / 2.0) * ((2 * moves.NextDouble()) - 1));

    public double[] Parameter(Parameter parameter) => parameters[this.NameOf(parameter)];

    public double[] Gradient(Parameter parameter) => gradients[this.NameOf(parameter)];

    /// <summary>Forgets what is computed again, and puts gradients where their node says that they stand.</summary>
    public void StartBackward()
    {
        foreach (Value value in block.Forward.SelectMany(static node => node.Outputs).Intersect(block.Backward.SelectMany(static node => node.Outputs)))
        {
            _ = this.Values.Remove(value);
        }

        foreach ((Value value, Matrix gradient) in this.InPlace)
        {
            this.Values[value] = gradient;
        }
    }

    // A parameter of another block belongs to its only repetition.
    private string NameOf(Parameter parameter)
    {
        Block owner = block.Parameters.Contains(parameter) ? block : graph.Blocks.Single(other => other.Parameters.Contains(parameter));

        return owner.NameOf(parameter, owner == block ? repetition : 0);
    }
}
