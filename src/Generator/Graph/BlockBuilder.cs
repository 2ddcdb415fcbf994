using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>Appends nodes to a block and declares their parameters, under the spec's options.</summary>
/// <param name="specification">The spec.</param>
/// <param name="prefix">What the names of parameters begin with; <c>{0}</c> is the repetition.</param>
/// <param name="side">Whose rows the block has.</param>
/// <param name="first">The number of the first repetition, whose names say which parameters are trained.</param>
internal sealed partial class BlockBuilder(ModelSpecification specification, string prefix, Side side, int first = 0)
{
    private readonly ImmutableArray<Node>.Builder _nodes = ImmutableArray.CreateBuilder<Node>();
    private readonly ImmutableArray<Parameter>.Builder _parameters = ImmutableArray.CreateBuilder<Parameter>();
    private readonly Initializer _initializer = new(
        specification, side == Side.Source ? specification.EncoderLayers : specification.DecoderLayers);
    private readonly LayerSizes _sizes = side == Side.Source ? specification.EncoderSizes : specification.Sizes;
    private readonly Side _side = side;
    private Side _rows = side;
    private int _dropoutSites;

    public Value Matrix(string name, Axis columns) => this.Matrix(name, columns, _rows);

    public Value Matrix(string name, Axis columns, Side rows) => new(name, ValueKind.Matrix, columns, rows);

    public Parameter Vector(string name, Axis columns, InitialValue start) =>
        this.Declare(new Parameter(name, ParameterKind.Vector, columns, null, start));

    public Parameter Table(string name, int rows, int columns) => this.Declare(this.TableOf(name, rows, columns));

    /// <summary>The table of tokens, which may be the output projection as well.</summary>
    public Parameter TokenTable(int rows, int columns, bool isTied) =>
        this.Declare(this.TableOf("token_embedding.weight", rows, columns, isOfTokens: true, isTied));

    /// <summary>The biases of relative positions, by bucket and head.</summary>
    public Parameter RelativeBias() => this.Table("relative_bias.weight", specification.RelativeBias!.Buckets, _sizes.Heads);

    public Value Embed(Parameter table, Parameter? positions, Parameter? types)
    {
        Value output = this.Matrix("embedded", Axis.Of(specification.EmbeddingSize));
        float scale = specification.EmbeddingScale * (specification.ScaleEmbeddings ? (float)Math.Sqrt(specification.ModelSize) : 1);
        _nodes.Add(new Embedding(table, positions, types, this.AddsSinusoids, scale, output));
        Value normed = specification.EmbeddingNorm ? this.Norm("embedding_norm", output) : output;

        Value dropped = this.Drop(normed, residual: null);

        return specification.HasEmbeddingProjection ? this.Widen("embedding_projection", dropped) : dropped;
    }

    public Value Norm(string name, Value input)
    {
        Value output = this.Matrix(Role(name), input.Columns);
        this.Norm(name, Slice.Of(input), input.Columns, Slice.Of(output));

        return output;
    }

    /// <summary>A residual connection around what a sublayer gives and its norm.</summary>
    public Value Norm(string name, Value input, Value residual, string role)
    {
        if (!specification.ResidualScale.Equals(1f))
        {
            return this.Scale(this.Norm(name, input), specification.ResidualScale, role, residual);
        }

        Value output = this.Matrix(role, input.Columns);
        this.Norm(name, Slice.Of(input), input.Columns, Slice.Of(output), residual);

        return output;
    }

    /// <summary>Self-attention: one product makes queries, keys and values, side by side.</summary>
    public Value SelfAttention(string name, Value input, Value? residual, Parameter? bias)
    {
        Axis queries = new(_sizes.Heads, _sizes.KeySize);
        Axis keys = new(_sizes.KeyValueHeads, _sizes.KeySize);
        Axis values = new(_sizes.KeyValueHeads, _sizes.ValueSize);
        string[] parts = ["query", "key", "value"];
        Axis[] columns = [queries, keys, values];
        Value projected = this.Matrix("queryKeyValue", new Axis(1, columns.Sum(static axis => axis.Padded)));
        this.Project(parts.Select(part => $"{name}.{part}").ToArray(), columns, input, projected, specification.QueryKeyValueBias);

        Slice query = new(projected, 0, queries);
        Slice key = new(projected, queries.Panels, keys);

        if (specification.QueryKeyNorm != QueryKeyNorm.None)
        {
            (query, key) = this.NormHeads(name, query, key);
        }

        if (specification.PositionalEncoding == PositionalEncoding.Rope)
        {
            // Queries and keys stand side by side: one slice of heads.
            Slice heads = query with { Columns = new Axis(queries.Groups + keys.Groups, keys.Size) };
            _nodes.Add(new Rotary(heads, Rotation.Global(specification), IsInverse: false));
        }

        bool isDecoder = _side == Side.Target;
        AttentionShape shape = this.AttentionShape(
            _sizes.KeyValueHeads,
            causal: isDecoder,
            window: 0,
            specification.PositionalEncoding == PositionalEncoding.Alibi) with
        {
            Relative = specification.RelativeBias is RelativeBias relative
                ? new RelativePositions(relative.Buckets, relative.MaximumDistance, IsBidirectional: !isDecoder)
                : null,
        };
        Value output = this.Attend(
            "attended", query, key, new Slice(projected, queries.Panels + keys.Panels, values), shape, "score", bias);

        return this.ProjectBack($"{name}.output", output, "attentionSum", residual, specification.AttentionOutputBias);
    }

    /// <summary>Cross-attention: queries from the decoder, keys and values from the encoder's output.</summary>
    public Value CrossAttention(string name, Value input, Value memory, Value? residual)
    {
        Axis queries = new(_sizes.Heads, _sizes.KeySize);
        Axis keys = new(_sizes.KeyValueHeads, _sizes.KeySize);
        Axis values = new(_sizes.KeyValueHeads, _sizes.ValueSize);
        Value query = this.Matrix("crossQuery", queries);
        Value keyValue = this.Matrix("crossKeyValue", new Axis(1, keys.Padded + values.Padded), memory.Side);
        this.Project([$"{name}.query"], [queries], input, query, specification.QueryKeyValueBias);
        this.Project([$"{name}.key", $"{name}.value"], [keys, values], memory, keyValue, specification.QueryKeyValueBias);
        AttentionShape shape = this.AttentionShape(_sizes.KeyValueHeads, causal: false, window: 0, hasSlopes: false);
        Value output = this.Attend(
            "crossAttended",
            new Slice(query, 0, queries),
            new Slice(keyValue, 0, keys),
            new Slice(keyValue, keys.Panels, values),
            shape,
            "crossScore");

        return this.ProjectBack($"{name}.output", output, "crossAttentionSum", residual, specification.AttentionOutputBias);
    }

    // From the columns of the tables to those of the layers.
    private Value Widen(string name, Value input)
    {
        Value output = this.Matrix("widened", Axis.Of(specification.ModelSize));
        this.Project([name], [output.Columns], input, output, specification.FeedForwardBias);

        return output;
    }

    public Block Build(string name, int repetitions, Value? input, Value? output, Value? memory = null) => new()
    {
        Memory = memory,
        Name = name,
        Prefix = prefix,
        Repetitions = repetitions,
        FirstRepetition = first,
        Variants = this.Variants(),
        Input = input,
        Output = output,
        Parameters = _parameters.ToImmutable(),
        Forward = _nodes.ToImmutable(),
        DropoutSites = _dropoutSites,
    };

    private bool AddsSinusoids => specification.PositionalEncoding switch
    {
        PositionalEncoding.Sinusoidal => true,
        PositionalEncoding.Learned or PositionalEncoding.Rope or PositionalEncoding.Alibi or PositionalEncoding.None => false,
        _ => throw new InvalidOperationException($"{specification.PositionalEncoding} is no encoding of positions."),
    };

    // What only the backward pass reads is nothing where there is none.
    private Value? Statistic(string name, int groups) =>
        specification.Training is null ? null : new(name, ValueKind.Statistic, new Axis(groups, 1), _rows);

    private Value Attend(
        string role, Slice query, Slice key, Slice value, AttentionShape shape, string scores, Parameter? bias = null)
    {
        Value output = this.Matrix(role, new Axis(_sizes.Heads, _sizes.ValueSize));
        _nodes.Add(new Attention(query, key, value, shape, output)
        {
            ScoreMaximum = this.Statistic($"{scores}Maximum", _sizes.Heads),
            InverseTotal = this.Statistic($"{scores}InverseTotal", _sizes.Heads),
            Bias = bias,
            Cache = specification.Inference.Cache,
            Paging = CachePaging.Of(specification),
        });

        return output;
    }

    private AttentionShape AttentionShape(int keyValueHeads, bool causal, int window, bool hasSlopes) => new(
        _sizes.Heads, keyValueHeads, _sizes.KeySize, _sizes.ValueSize, causal, window, hasSlopes,
        specification.AttentionDropout, specification.AttentionDropout > 0 ? _dropoutSites++ : 0)
    {
        Scale = _sizes.AttentionScale,
        SoftCap = specification.AttentionSoftCap,
    };

    // What layers see of a sequence alternates, and whether they turn it; the encoder of an encoder-decoder sees all.
    private ImmutableArray<BlockVariant> Variants()
    {
        if (!_nodes.OfType<Attention>().Any())
        {
            return ImmutableArray.Create(new BlockVariant("", 0, null));
        }

        bool isMemory = _side == Side.Source && specification.HasDecoder;
        ImmutableArray<(bool SeesAll, bool IsTurned)> kinds = specification.LayerKinds(isMemory);
        bool alternates = kinds.Select(static kind => kind.SeesAll).Distinct().Skip(1).Any();

        return kinds.Select(kind => this.Variant(kind.SeesAll, kind.IsTurned, alternates)).ToImmutableArray();
    }

    private BlockVariant Variant(bool seesAll, bool isTurned, bool alternates)
    {
        bool isRope = specification.PositionalEncoding == PositionalEncoding.Rope && isTurned;
        Rotation rotation = seesAll ? Rotation.Global(specification) : Rotation.Local(specification);
        string sight = !alternates ? "" : seesAll ? "Global" : "Local";

        return new(isTurned ? sight : $"{sight}Unturned", seesAll ? 0 : specification.Window, isRope ? rotation : null);
    }

    private Value Scale(Value input, float factor, string role, Value? residual = null)
    {
        Value output = this.Matrix(role, input.Columns);
        _nodes.Add(new Scaling(input, factor, output) { Residual = residual });

        return output;
    }

    private void Norm(string name, Slice input, Axis columns, Slice output, Value? residual = null)
    {
        bool isCentered = specification.Normalization == Normalization.LayerNorm;
        int repetitions = input.Columns.Groups / columns.Groups;
        Parameter weight = this.Vector($"{name}.weight", columns, InitialValue.One);
        Parameter? bias = isCentered && specification.NormBias ? this.Vector($"{name}.bias", columns, InitialValue.Zero) : null;
        string role = Role(name);
        Value? mean = isCentered ? this.Statistic($"{role}Mean", repetitions) : null;
        Value? inverseDeviation = this.Statistic($"{role}InverseDeviation", repetitions);
        _nodes.Add(new Norm(input, weight, bias, specification.NormalizationEpsilon, output, mean, inverseDeviation)
        {
            IsCentered = isCentered,
            Residual = residual,
        });
    }

    // The normed queries and keys stand side by side as well.
    private (Slice Query, Slice Key) NormHeads(string name, Slice query, Slice key)
    {
        bool isPerHead = specification.QueryKeyNorm == QueryKeyNorm.Head;
        Value normed = this.Matrix("normedQueryKey", new Axis(1, query.Columns.Padded + key.Columns.Padded));

        Slice Over(string norm, Slice input)
        {
            Slice output = input with { Matrix = normed };
            this.Norm($"{name}.{norm}", input, isPerHead ? new Axis(1, input.Columns.Size) : input.Columns, output);

            return output;
        }

        return (Over("query_norm", query), Over("key_norm", key));
    }

    /// <summary>A name as that of a value: decoder.final_norm becomes decoderFinalNorm.</summary>
    public static string Role(string name) =>
        string.Concat(name.Split('_', '.').Select(static (word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word.Substring(1)));

    // A sublayer's last projection, the residual added if there is one: fused into the product unless dropout or a scale stands between.
    private Value ProjectBack(string name, Value input, string role, Value? residual, bool hasBias)
    {
        Axis columns = Axis.Of(specification.ModelSize);

        if (residual is not null && !specification.ResidualScale.Equals(1f))
        {
            Value alone = this.ProjectBack(name, input, role, residual: null, hasBias);

            return this.Scale(alone, specification.ResidualScale, role, residual);
        }

        if (specification.Dropout == 0)
        {
            Value sum = this.Matrix(residual is null ? Role(name) : role, columns);
            this.Project([name], [columns], input, sum, hasBias, residual: residual);

            return sum;
        }

        Value output = this.Matrix(Role(name), columns);
        this.Project([name], [columns], input, output, hasBias);

        return this.Drop(output, residual, residual is null ? null : role);
    }

    private Value Drop(Value input, Value? residual, string? role = null) => this.Drop(input, specification.Dropout, residual, role);

    private Value Drop(Value input, float rate, Value? residual = null, string? role = null)
    {
        if (rate == 0)
        {
            return input;
        }

        Value output = this.Like(input, role ?? $"{input.Name}Dropped", input.Columns);
        _nodes.Add(new Dropout(input, _dropoutSites++, rate, output) { Residual = residual });

        return output;
    }

    private void Project(
        string[] names,
        Axis[] columns,
        Value input,
        Value output,
        bool hasBias,
        Activation? activation = null,
        Value? derivative = null,
        Value? residual = null)
    {
        if (activation is Activation function && this.AdaptedOf(names).Length > 0)
        {
            // What adapters give is a part of what the function is of.
            Value sum = this.Like(output, $"{output.Name}Sum", output.Columns);
            this.Project(names, columns, input, sum, hasBias);
            _nodes.Add(new Activate(sum, function, derivative, output));

            return;
        }

        // Weights first, then biases: each group is one stacked matrix in memory, or one for each expert.
        int experts = output.Pairs?.Experts ?? 1;
        ImmutableArray<Parameter> weights = this.DeclareStacks(experts, names, (name, i, others) => new Parameter(
            $"{name}.weight", ParameterKind.Projection, columns[i], input.Columns,
            _initializer.Projection(input.Columns.Count, columns[i].Count, ProjectionOf(name))) { OtherExperts = others });
        ImmutableArray<Parameter> biases = hasBias
            ? this.DeclareStacks(experts, names, (name, i, others) => new Parameter(
                $"{name}.bias", ParameterKind.Vector, columns[i], null, _initializer.Bias(input.Columns.Count, ProjectionOf(name)))
                { OtherExperts = others })
            : ImmutableArray<Parameter>.Empty;
        _nodes.Add(new Projection(input, weights, biases, output)
        {
            Activation = activation,
            Derivative = derivative,
            Residual = residual,
        });
        this.Adapt(names, columns, input, output);
    }

    // A stack of parameters for each expert, one expert's behind the other's; those of the first know the others.
    private ImmutableArray<Parameter> DeclareStacks(
        int experts, string[] names, Func<string, int, ImmutableArray<Parameter>, Parameter> create)
    {
        ImmutableArray<Parameter>[] others =
        [
            .. names.Select((name, i) => Enumerable.Range(1, experts - 1)
                .Select(expert => create(name.Replace(Expert, $"{expert}"), i, ImmutableArray<Parameter>.Empty)).ToImmutableArray()),
        ];
        ImmutableArray<Parameter> first = names
            .Select((name, i) => this.Declare(create(name.Replace(Expert, "0"), i, others[i]))).ToImmutableArray();

        for (int expert = 1; expert < experts; expert++)
        {
            foreach (ImmutableArray<Parameter> parameters in others)
            {
                _ = this.Declare(parameters[expert - 1]);
            }
        }

        return first;
    }

    // self_attention.query -> Query; what is no projection of a layer has none.
    private static Projections ProjectionOf(string name) =>
        name.Contains('.') && Enum.TryParse(name.Substring(name.LastIndexOf('.') + 1), ignoreCase: true, out Projections projection)
            ? projection
            : Projections.None;

    private Parameter TableOf(string name, int rows, int columns, bool isOfTokens = false, bool isTied = false) =>
        new(name, ParameterKind.Table, Axis.Of(rows), Axis.Of(columns), _initializer.Table) { IsOfTokens = isOfTokens, IsTied = isTied };

    private Parameter Declare(Parameter parameter)
    {
        parameter.IsTrained = specification.Trains(Block.NameOf(prefix, parameter, first), parameter.IsAdapter);
        _parameters.Add(parameter);

        return parameter;
    }
}
