using System;
using System.Collections.Immutable;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

// What stands before and behind the layers: patches of images, and what becomes of the last layer's rows.
internal sealed partial class BlockBuilder
{
    /// <summary>The patches of images, projected, behind a class token where there is one.</summary>
    public Value EmbedPatches(ImageInput image)
    {
        Axis columns = Axis.Of(specification.ModelSize);
        Value patches = this.Matrix("patches", Axis.Of(image.PatchFloats));
        Value projected = this.Matrix("projectedPatches", columns);
        _nodes.Add(new Patches(image, patches));
        this.Project(["patch_projection"], [columns], patches, projected, hasBias: true);
        Parameter? classToken = image.HasClassToken ? this.Vector("class_token.weight", columns, _initializer.Table) : null;
        Parameter? positions = specification.PositionalEncoding == PositionalEncoding.Learned
            ? this.Table("position_embedding.weight", image.Rows, specification.ModelSize)
            : null;
        Value placed = classToken is null && positions is null ? projected : this.Place(projected, classToken, positions);
        Value normed = specification.EmbeddingNorm ? this.Norm("embedding_norm", placed) : placed;

        return this.Drop(normed, residual: null);
    }

    /// <summary>A projection with its activation, and a norm where there is one; as wide as the table that is the output.</summary>
    public Value Transform(string name, Value input, HeadTransform head)
    {
        Value output = this.Matrix(name, specification.TieEmbeddings ? Axis.Of(specification.EmbeddingSize) : input.Columns);
        this.Activate($"{name}.dense", input, output, ActivationChoice.Of(head.Activation), head.HasBias);

        return head.HasNorm ? this.Norm($"{name}.norm", output) : output;
    }

    /// <summary>One row for each sequence; what follows has as many rows.</summary>
    public Value Pool(Value input, PoolingForm pooling)
    {
        _rows = Side.Pooled;
        Value output = this.Matrix("pooled", input.Columns);
        _nodes.Add(new Pool(input, pooling, output));

        return output;
    }

    /// <summary>The projection to scores or values; with <paramref name="tied"/> the table itself is its weight.</summary>
    public Value ProjectToOutputs(Value input, Parameter? tied)
    {
        Axis outputs = Axis.Of(specification.Outputs);
        Value logits = this.Matrix("logits", outputs);
        InitialValue start = _initializer.Projection(input.Columns.Count, outputs.Count);
        Parameter weight = tied ?? this.Declare(new Parameter("output.weight", ParameterKind.Projection, outputs, input.Columns, start));
        ImmutableArray<Parameter> biases = specification.OutputBias
            ? [this.Vector("output.bias", outputs, _initializer.Bias(input.Columns.Count))]
            : ImmutableArray<Parameter>.Empty;
        _nodes.Add(new Projection(input, [weight], biases, logits));

        Value scaled = specification.LogitScale.Equals(1f) ? logits : this.Scale(logits, specification.LogitScale, "scaledLogits");

        return specification.LogitSoftCap > 0 ? this.Cap(scaled) : scaled;
    }

    /// <summary>What training makes small.</summary>
    public void AddLoss(Value logits) => _nodes.Add(specification.Loss switch
    {
        LossFunction.CrossEntropy => new CrossEntropy(logits, specification.Outputs, specification.LabelSmoothing),
        LossFunction.BinaryCrossEntropy => new BinaryCrossEntropy(logits),
        LossFunction.MeanSquaredError => new MeanSquaredError(logits),
        _ => throw new InvalidOperationException($"{specification.Loss} is no loss."),
    });

    private Value Place(Value patches, Parameter? classToken, Parameter? positions)
    {
        Value output = this.Matrix("embedded", patches.Columns);
        _nodes.Add(new PatchEmbedding(patches, classToken, positions, output));

        return output;
    }

    private Value Cap(Value logits)
    {
        Value capped = this.Matrix("cappedLogits", logits.Columns);
        _nodes.Add(new SoftCap(logits, specification.LogitSoftCap, capped));

        return capped;
    }
}
