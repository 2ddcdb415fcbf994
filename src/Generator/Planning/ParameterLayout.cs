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
    /// <param name="format">How products find their weights, and tables of tokens their rows; vectors are floats in any case.</param>
    public ParameterLayout(ModelGraph graph, WeightFormat format)
    {
        this.Format = format;
        List<long> adapters = new();
        long offset = 0;
        long copies = this.PlaceTiedCopies(graph);
        long gradients = 0;
        ImmutableArray<BlockParameters>.Builder blocks = ImmutableArray.CreateBuilder<BlockParameters>();

        foreach (Block block in graph.Blocks)
        {
            Dictionary<Parameter, (long Offset, int Rows)> copyPlaces = CopiesOf(block, out long copyStride);
            long stride = 0;
            long adapterStride = 0;
            long gradientStride = 0;

            foreach (Parameter parameter in block.Parameters)
            {
                ref long end = ref parameter.IsAdapter ? ref adapterStride : ref stride;
                Place place = new(block, end) { GradientOffset = gradientStride };

                if (copyPlaces.TryGetValue(parameter, out (long Offset, int Rows) copy))
                {
                    place = place with { CopyOffset = copy.Offset, CopyRows = copy.Rows };
                }
                else if (_places.TryGetValue(parameter, out Place? tied))
                {
                    place = tied with { Offset = end, GradientOffset = gradientStride };
                }

                _places[parameter] = place;
                end += this.FloatsOf(parameter);
                gradientStride += parameter.IsTrained ? parameter.Floats : 0;
            }

            BlockParameters first = new(block, offset, stride, copies, copyStride, gradients, gradientStride)
            {
                AdapterStride = adapterStride,
            };
            blocks.Add(block.IsShared ? first with { Stride = 0, CopyStride = 0, GradientStride = 0, AdapterStride = 0 } : first);
            adapters.Add(adapterStride * block.ParameterSets);
            offset += stride * block.ParameterSets;
            copies += copyStride * block.ParameterSets;
            gradients += gradientStride * block.ParameterSets;
        }

        // Adapters come behind the whole of the base model, which stands as it would without them.
        for (int i = 0; i < blocks.Count; i++)
        {
            blocks[i] = blocks[i] with { AdapterBase = offset };
            offset += adapters[i];
        }

        this.Blocks = blocks.ToImmutable();
        this.HasAdapters = adapters.Any(static floats => floats > 0);
        this.Floats = offset;
        this.CopyFloats = copies;
        this.GradientFloats = gradients;
    }

    public ImmutableArray<BlockParameters> Blocks { get; }

    /// <summary>How products find their weights.</summary>
    public WeightFormat Format { get; }

    /// <summary>Floats of the parameter arena.</summary>
    public long Floats { get; }

    /// <summary>Floats of the arena of transposed copies.</summary>
    public long CopyFloats { get; }

    /// <summary>
    /// Whether there are adapters, which stand behind all other parameters, while their gradients stand in the order of blocks.
    /// </summary>
    public bool HasAdapters { get; }

    /// <summary>Floats of the arena of gradients, which has those of trained parameters, in the order of the blocks' parameters.</summary>
    public long GradientFloats { get; }

    public Place this[Parameter parameter] => _places[parameter];

    public BlockParameters Of(Block block) => this.Blocks.First(item => item.Block == block);

    /// <summary>How products find a parameter: a tied table may be stored otherwise than other weights.</summary>
    public WeightFormat FormatOf(Parameter parameter) =>
        parameter.Kind == ParameterKind.Table ? WeightLayout.Of(this.Format).OfTables : this.Format;

    /// <summary>
    /// Whether a table of tokens stands as the weights of a product with a column for every token: where the weights of products are
    /// integers. A tied one is its own copy then.
    /// </summary>
    public bool Stores(Parameter table) => table.IsOfTokens && WeightLayout.Of(this.Format).StoresTables;

    private long FloatsOf(Parameter parameter) =>
        parameter.Kind == ParameterKind.Projection ? (long)WeightLayout.Of(this.Format).Floats(parameter.Rows) * parameter.Columns.Panels
        : !this.Stores(parameter) ? parameter.Floats
        : parameter.IsTied ? 0
        : this.FloatsAsWeights(parameter);

    private long FloatsAsWeights(Parameter table) =>
        (long)WeightLayout.Of(this.FormatOf(table)).Floats(table.Columns.Padded) * (table.Rows / Panels.Width);

    // A tied table's copy belongs to no repetition and comes first.
    private long PlaceTiedCopies(ModelGraph graph)
    {
        long copies = 0;

        foreach (Block block in graph.Blocks)
        {
            foreach (Parameter parameter in block.Parameters.Where(static parameter => parameter.IsTied))
            {
                _places[parameter] = new Place(block, 0) { CopyOffset = copies, CopyRows = parameter.Columns.Padded };
                copies += this.FloatsAsWeights(parameter);
            }
        }

        return copies;
    }

    /// <summary>Floats from the parameter of an expert to that of the next.</summary>
    public long ExpertStride(Parameter parameter) => _places[parameter.OtherExperts[0]].Offset - _places[parameter].Offset;

    /// <summary>Floats from the gradient of an expert's parameter to that of the next.</summary>
    public long ExpertGradientStride(Parameter parameter) =>
        _places[parameter.OtherExperts[0]].GradientOffset - _places[parameter].GradientOffset;

    /// <summary>Floats from the transposed copy of an expert to that of the next.</summary>
    public long ExpertCopyStride(Parameter parameter) =>
        _places[parameter.OtherExperts[0]].CopyOffset!.Value - _places[parameter].CopyOffset!.Value;

    // The transposed copies of weights that stand side by side are one matrix, of each expert: outputs stacked as rows.
    private static Dictionary<Parameter, (long Offset, int Rows)> CopiesOf(Block block, out long stride)
    {
        Dictionary<Parameter, (long Offset, int Rows)> places = new();
        stride = 0;

        foreach (ImmutableArray<Parameter> weights in block.Backward.SelectMany(static node => node.TransposedCopies))
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

/// <summary>
/// Where a block's parameters, copies and gradients start and how far its repetitions are apart: nowhere, where they share them.
/// </summary>
internal sealed record BlockParameters(
    Block Block, long Base, long Stride, long CopyBase, long CopyStride, long GradientBase, long GradientStride)
{
    /// <summary>Where the adapters of the first repetition start.</summary>
    public long AdapterBase { get; init; }

    /// <summary>How far those of repetitions are apart.</summary>
    public long AdapterStride { get; init; }
}

/// <summary>
/// A parameter's place: relative to its block's repetition, or to the adapters of that. A tied table's copy is at an absolute offset.
/// </summary>
internal sealed record Place(Block Block, long Offset)
{
    public long? CopyOffset { get; init; }

    /// <summary>Rows of the panel matrix that holds the copy.</summary>
    public int CopyRows { get; init; }

    /// <summary>Where the gradient of a trained parameter stands, relative to its block's repetition.</summary>
    public long GradientOffset { get; init; }
}
