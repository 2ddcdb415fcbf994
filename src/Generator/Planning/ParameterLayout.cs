using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Shared;

namespace Weft.Generator.Planning;

/// <summary>
/// Offsets of parameters and of their transposed copies, in floats. Blocks follow one another, a block's repetitions too; within a
/// repetition offsets are relative, so one method serves every repetition.
/// </summary>
internal sealed class ParameterLayout
{
    private readonly Dictionary<Parameter, Place> _places = new();

    /// <param name="graph">The model.</param>
    /// <param name="format">How products find their weights; tables and vectors are floats in any case.</param>
    public ParameterLayout(ModelGraph graph, WeightFormat format)
    {
        this.Format = format;
        HashSet<Parameter> stored = new();
        long offset = 0;
        long copies = this.PlaceTiedCopies(graph);
        ImmutableArray<BlockParameters>.Builder blocks = ImmutableArray.CreateBuilder<BlockParameters>();

        foreach (Block block in graph.Blocks)
        {
            Dictionary<Parameter, (long Offset, int Rows)> copyPlaces = CopiesOf(block, out long copyStride);
            long stride = 0;

            foreach (Parameter parameter in block.Parameters)
            {
                Place place = new(block, stride);

                if (copyPlaces.TryGetValue(parameter, out (long Offset, int Rows) copy))
                {
                    place = place with { CopyOffset = copy.Offset, CopyRows = copy.Rows };
                }
                else if (_places.TryGetValue(parameter, out Place? tied))
                {
                    place = tied with { Offset = stride };
                }

                _places[parameter] = place;
                stored.Add(parameter);
                stride += this.FloatsOf(parameter);
            }

            blocks.Add(block.IsShared
                ? new BlockParameters(block, offset, Stride: 0, copies, CopyStride: 0)
                : new BlockParameters(block, offset, stride, copies, copyStride));
            offset += stride * block.ParameterSets;
            copies += copyStride * block.ParameterSets;
        }

        this.Blocks = blocks.ToImmutable();
        this.Floats = offset;
        this.CopyFloats = copies;
    }

    public ImmutableArray<BlockParameters> Blocks { get; }

    /// <summary>How products find their weights.</summary>
    public WeightFormat Format { get; }

    /// <summary>Floats of the parameter arena.</summary>
    public long Floats { get; }

    /// <summary>Floats of the arena of transposed copies.</summary>
    public long CopyFloats { get; }

    public Place this[Parameter parameter] => _places[parameter];

    public BlockParameters Of(Block block) => this.Blocks.First(item => item.Block == block);

    private long FloatsOf(Parameter parameter) => parameter.Kind == ParameterKind.Projection
        ? (long)WeightLayout.Of(this.Format).Floats(parameter.Rows) * parameter.Columns.Panels
        : parameter.Floats;

    // A tied table's copy belongs to no repetition and comes first.
    private long PlaceTiedCopies(ModelGraph graph)
    {
        long copies = 0;

        foreach (Block block in graph.Blocks)
        {
            foreach (Parameter parameter in block.Parameters.Where(static parameter => parameter.IsTied))
            {
                _places[parameter] = new Place(block, 0) { CopyOffset = copies, CopyRows = parameter.Columns.Padded };
                copies += (long)WeightLayout.Of(this.Format).Floats(parameter.Columns.Padded) * (parameter.Rows / Panels.Width);
            }
        }

        return copies;
    }

    /// <summary>Floats from the parameter of an expert to that of the next.</summary>
    public long ExpertStride(Parameter parameter) => _places[parameter.OtherExperts[0]].Offset - _places[parameter].Offset;

    /// <summary>Floats from the transposed copy of an expert to that of the next.</summary>
    public long ExpertCopyStride(Parameter parameter) =>
        _places[parameter.OtherExperts[0]].CopyOffset!.Value - _places[parameter].CopyOffset!.Value;

    // The transposed copies of weights that stand side by side are one matrix, of each expert: outputs stacked as rows.
    private static Dictionary<Parameter, (long Offset, int Rows)> CopiesOf(Block block, out long stride)
    {
        Dictionary<Parameter, (long Offset, int Rows)> places = new();
        stride = 0;

        foreach (ImmutableArray<Parameter> weights in block.Backward.SelectMany(static node => node.Transposed))
        {
            if (weights[0].Kind != ParameterKind.Projection)
            {
                continue;
            }

            int rows = weights.Sum(static weight => weight.Columns.Padded);
            int row = 0;

            foreach (Parameter weight in weights)
            {
                places.Add(weight, (stride + ((long)row * Panels.Width), rows));
                row += weight.Columns.Padded;
            }

            stride += (long)rows * weights[0].Rows;
        }

        return places;
    }
}

/// <summary>Where a block's parameters and copies start and how far its repetitions are apart: nowhere, where they share them.</summary>
internal sealed record BlockParameters(Block Block, long Base, long Stride, long CopyBase, long CopyStride);

/// <summary>A parameter's place: relative to its block's repetition. A tied table's copy is at an absolute offset.</summary>
internal sealed record Place(Block Block, long Offset)
{
    public long? CopyOffset { get; init; }

    /// <summary>Rows of the panel matrix that holds the copy.</summary>
    public int CopyRows { get; init; }
}
