using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>From the specification to the chain of blocks, with their gradients where the spec trains.</summary>
internal sealed class GraphBuilder
{
    private readonly ModelSpecification _specification;
    private readonly ImmutableArray<Block>.Builder _blocks = ImmutableArray.CreateBuilder<Block>();
    private Parameter? _sourceTable;
    private Parameter? _targetTable;
    private Parameter? _sourceBias;
    private Parameter? _targetBias;

    private GraphBuilder(ModelSpecification specification) => _specification = specification;

    public static ModelGraph Build(ModelSpecification specification)
    {
        GraphBuilder builder = new(specification);
        builder.AddStacks();
        ImmutableArray<Block> blocks = builder._blocks.ToImmutable();

        return new ModelGraph(specification.Training is TrainingCapacity training
            ? TrainedPart.Differentiate(blocks, training.Recompute).Select(block => Halving.Of(block, training.Store)).ToImmutableArray()
            : blocks);
    }

    private void AddStacks()
    {
        Value? memory = null;

        if (_specification.HasEncoder)
        {
            this.AddEmbedding(Side.Source);
            this.AddLayers(Side.Source, memory: null);
        }

        if (_specification is { HasEncoder: true, HasDecoder: true })
        {
            if (_specification.FinalNorm)
            {
                this.AddEncoderNorm();
            }

            memory = new Value("memory", ValueKind.Matrix, Axis.Of(_specification.ModelSize), Side.Source);
        }

        if (_specification.HasDecoder)
        {
            this.AddEmbedding(Side.Target);
            this.AddLayers(Side.Target, memory);
        }

        this.AddHead(memory);
    }

    private static string Stack(Side side) => side == Side.Source ? "encoder" : "decoder";

    // The embedding of the only stack needs no stack in its name.
    private string Name(string block, Side side) =>
        _specification is { HasEncoder: true, HasDecoder: true } ? (side == Side.Source ? "Encoder" : "Decoder") + block : block;

    private void AddEmbedding(Side side)
    {
        BlockBuilder builder = new(_specification, $"{Stack(side)}.", side);

        if (_specification.Image is ImageInput image)
        {
            Value patches = builder.EmbedPatches(image);
            _sourceBias = this.AddRelativeBias(builder);
            _blocks.Add(builder.Build(this.Name("Embedding", side), 1, input: null, patches));
            return;
        }

        bool isOutput = side == Side.Target || !_specification.HasDecoder;
        Parameter table = side == Side.Target && _specification.ShareEmbeddings
            ? _sourceTable!
            : builder.TokenTable(
                side == Side.Source ? _specification.SourceVocabulary : _specification.TargetVocabulary,
                _specification.EmbeddingSize, _specification.TieEmbeddings && (isOutput || _specification.ShareEmbeddings));
        Parameter? positions = _specification.PositionalEncoding == PositionalEncoding.Learned
            ? builder.Table("position_embedding.weight", _specification.MaxLength, _specification.EmbeddingSize)
            : null;
        Parameter? types = side == Side.Source && _specification.TokenTypes > 0
            ? builder.Table("token_type_embedding.weight", _specification.TokenTypes, _specification.EmbeddingSize)
            : null;
        Value output = builder.Embed(table, positions, types);
        Parameter? bias = this.AddRelativeBias(builder);

        if (side == Side.Source)
        {
            (_sourceTable, _sourceBias) = (table, bias);
        }
        else
        {
            (_targetTable, _targetBias) = (table, bias);
        }

        _blocks.Add(builder.Build(this.Name("Embedding", side), 1, input: null, output));
    }

    // One table for all layers of the stack.
    private Parameter? AddRelativeBias(BlockBuilder builder) => _specification.RelativeBias is null ? null : builder.RelativeBias();

    private void AddLayers(Side side, Value? memory)
    {
        string name = side == Side.Source ? "EncoderLayer" : "DecoderLayer";
        int layers = side == Side.Source ? _specification.EncoderLayers : _specification.DecoderLayers;
        int first = 0;

        if (!_specification.FirstNorm)
        {
            // Its parameters are others.
            this.AddLayer(side, $"First{name}", memory, first++, repetitions: 1);
        }

        for (int next = first; next < layers;)
        {
            int last = this.LastAlike(side, memory, next, layers);
            bool isWhole = next == first && last == layers - 1;
            string numbers = isWhole ? "" : next == last ? $"{next}" : $"s{next}To{last}";
            this.AddLayer(side, name + numbers, memory, next, last - next + 1);
            next = last + 1;
        }
    }

    // Layers whose parameters are trained alike are one block, in which nothing differs but numbers.
    private int LastAlike(Side side, Value? memory, int first, int layers)
    {
        // A loss that balances experts looks at all layers, which are the repetitions of one block.
        if (_specification is { SharedLayers: true } or { Experts.BalanceLoss: > 0 } or { TrainsAPart: false })
        {
            return layers - 1;
        }

        // What stands below the first layer that is trained, if it is not, ends the backward pass in it.
        bool[] trained = this.TrainedOf(side, memory, first);
        bool endsBackwards = trained.Contains(true) && !this.IsTrainedBelow(side);
        int last = first;

        while (!endsBackwards && last + 1 < layers && this.TrainedOf(side, memory, last + 1).SequenceEqual(trained))
        {
            last++;
        }

        return last;
    }

    private bool[] TrainedOf(Side side, Value? memory, int layer)
    {
        Block block = this.Layer(side, string.Empty, memory, layer, repetitions: 1);
        Parameter? bias = side == Side.Source ? _sourceBias : _targetBias;

        return [.. block.Parameters.Select(static parameter => parameter.IsTrained), bias?.IsTrained ?? false];
    }

    // The biases of relative positions stand with the embedding, and layers have their gradients.
    private bool IsTrainedBelow(Side side)
    {
        Parameter? bias = side == Side.Source ? _sourceBias : _targetBias;

        return _blocks.Where(block => block.Output!.Side == side).Any(
            block => block.Parameters.Any(parameter => parameter.IsTrained && parameter != bias)
                || (block.Input is not null && bias is { IsTrained: true }));
    }

    private void AddLayer(Side side, string name, Value? memory, int first, int repetitions) =>
        _blocks.Add(this.Layer(side, name, memory, first, repetitions));

    private Block Layer(Side side, string name, Value? memory, int first, int repetitions)
    {
        string prefix = _specification.SharedLayers ? $"{Stack(side)}.layer." : $"{Stack(side)}.layers.{{0}}.";
        BlockBuilder builder = new(_specification, prefix, side, first);
        LayerBuilder layer = new(_specification, builder, hasFirstNorm: first > 0 || _specification.FirstNorm)
        {
            RelativeBias = side == Side.Source ? _sourceBias : _targetBias,
        };
        Value input = builder.Matrix("input", Axis.Of(_specification.ModelSize));
        Value output = _specification.ParallelSublayers == ParallelSublayers.None
            ? layer.InSequence(input, memory)
            : layer.InParallel(input);

        return builder.Build(name, repetitions, input, output, memory) with { IsShared = _specification.SharedLayers };
    }

    private void AddEncoderNorm()
    {
        BlockBuilder builder = new(_specification, "encoder.", Side.Source);
        Value input = builder.Matrix("input", Axis.Of(_specification.ModelSize));
        _blocks.Add(builder.Build("EncoderNorm", 1, input, builder.Norm("final_norm", input)));
    }

    private void AddHead(Value? memory)
    {
        Side side = _specification.HasDecoder ? Side.Target : Side.Source;
        BlockBuilder builder = new(_specification, string.Empty, side);
        Value input = builder.Matrix("input", Axis.Of(_specification.ModelSize));
        Value normed = _specification.FinalNorm ? builder.Norm($"{Stack(side)}.final_norm", input) : input;
        Value pooled = this.Pools && _specification.Pooling is PoolingForm pooling ? builder.Pool(normed, pooling) : normed;
        Value transformed = _specification.Head is null ? pooled : builder.Transform("head", pooled, _specification.Head);

        if (_specification.Output == OutputForm.Hidden)
        {
            _blocks.Add(builder.Build("Head", 1, input, output: null, memory));
            return;
        }

        Value logits = builder.ProjectToOutputs(transformed, _specification.TieEmbeddings ? _targetTable ?? _sourceTable : null);

        if (_specification.Training is not null)
        {
            builder.AddLoss(logits);
        }

        _blocks.Add(builder.Build("Head", 1, input, output: null, memory));
    }

    // A row that a decoder decodes is the last of its sequence, and needs no pooling.
    private bool Pools => !_specification.HasDecoder || _specification.Training is not null;
}
