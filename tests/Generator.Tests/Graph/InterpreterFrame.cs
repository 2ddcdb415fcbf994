using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Tests.Graph;

/// <summary>One repetition of a block: its values, and its parameters by canonical name.</summary>
internal sealed class InterpreterFrame(
    ModelGraph graph, Block block, int repetition, int site, InterpreterBatch batch, IReadOnlyDictionary<string, double[]> parameters,
    Dictionary<string, double[]> gradients, DropoutSource? dropout)
{
    public Block Block => block;

    /// <summary>What this repetition has different from others.</summary>
    public BlockVariant Variant => block.VariantOf(repetition);

    public InterpreterBatch Batch => batch;

    /// <summary>The number of the repetition's first dropout site in the whole model.</summary>
    public int Site => site;

    public DropoutSource? Dropout => dropout;

    public Dictionary<Value, Matrix> Values { get; } = [];

    /// <summary>The summed loss; set by the cross-entropy.</summary>
    public double Loss { get; set; }

    /// <summary>What a gradient pass leaves in the place of the logits.</summary>
    public Dictionary<Value, Matrix> InPlace { get; } = [];

    /// <summary>A hash of the signs that relu has seen.</summary>
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
        Matrix matrix = new(this.SideOf(value).Rows, value.Kind == ValueKind.Matrix ? value.Columns.Padded : value.Columns.Count);
        this.Values[value] = matrix;

        return matrix;
    }

    public double[] Parameter(Parameter parameter) => parameters[this.NameOf(parameter)];

    public double[] Gradient(Parameter parameter) => gradients[this.NameOf(parameter)];

    /// <summary>Puts gradients where their node says that they stand.</summary>
    public void StartBackward()
    {
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
