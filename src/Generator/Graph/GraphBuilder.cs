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

        return new ModelGraph(specification.Training is null ? blocks : blocks.Select(GradientBuilder.Differentiate).ToImmutableArray());
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
            : builder.Table(
                "token_embedding.weight", side == Side.Source ? _specification.SourceVocabulary : _specification.TargetVocabulary,
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

        if (first < layers)
        {
            this.AddLayer(side, name, memory, first, layers - first);
        }
    }

    private void AddLayer(Side side, string name, Value? memory, int first, int repetitions)
    {
        string prefix = _specification.SharedLayers ? $"{Stack(side)}.layer." : $"{Stack(side)}.layers.{{0}}.";
        BlockBuilder builder = new(_specification, prefix, side);
        LayerBuilder layer = new(_specification, builder, hasFirstNorm: first > 0 || _specification.FirstNorm)
        {
            RelativeBias = side == Side.Source ? _sourceBias : _targetBias,
        };
        Value input = builder.Matrix("input", Axis.Of(_specification.ModelSize));
        Value output = _specification.ParallelSublayers == ParallelSublayers.None
            ? layer.InSequence(input, memory)
            : layer.InParallel(input);
        _blocks.Add(builder.Build(name, repetitions, input, output, memory) with
        {
            FirstRepetition = first,
            IsShared = _specification.SharedLayers,
        });
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
