using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Peers.Onnx;

/// <summary>Writes a GPT as ONNX, with a model's own parameters: what an exporter makes of it, with the operators for norms and gelu that ONNX has.</summary>
internal sealed class OnnxGpt
{
    /// <summary>The input: whole numbers, [1, length].</summary>
    public const string Tokens = "tokens";
    private readonly OnnxGraph _graph = new();
    private readonly TransformerModel _model;
    private readonly ModelSpecification _specification;
    private readonly int _length;

    private OnnxGpt(TransformerModel model, ModelSpecification specification, int length)
    {
        _model = model;
        _specification = specification;
        _length = length;
    }

    private int Size => _specification.ModelSize;

    /// <summary>Writes the model.</summary>
    /// <param name="model">The parameters.</param>
    /// <param name="specification">A decoder with learned positions, layer norms before its blocks, gelu and biases.</param>
    /// <param name="length">Tokens of the input.</param>
    /// <returns>The file, and the name of its output, [1, length, vocabulary].</returns>
    public static (byte[] File, string Output) Write(TransformerModel model, ModelSpecification specification, int length)
    {
        if (specification is not
            {
                Architecture: Architecture.Decoder, PositionalEncoding: PositionalEncoding.Learned, NormPlacement: NormPlacement.Pre, FinalNorm: true,
                Normalization: Normalization.LayerNorm, Activation: Activation.Gelu, Bias: true, OutputBias: false, TieEmbeddings: false, Window: 0,
            } || specification.KeyValueHeads != specification.Heads)
        {
            throw new ArgumentException($"{specification.Model} is no GPT.", nameof(specification));
        }

        OnnxGpt writer = new(model, specification, length);
        string output = writer.WriteModel();

        return (writer._graph.Write(), output);
    }

    private string WriteModel()
    {
        _graph.Integers(Tokens, 1, _length);
        this.WriteConstants();
        string x = _graph.Add("Gather", [this.Table("decoder.token_embedding.weight", _specification.TargetVocabulary), Tokens]);
        x = _graph.Add("Add", [x, this.Table("decoder.position_embedding.weight", _length)]);

        for (int layer = 0; layer < _specification.DecoderLayers; layer++)
        {
            string name = $"decoder.layers.{layer}";
            x = this.Attention(name, x);
            x = this.FeedForward(name, x);
        }

        string output = this.Product(this.Norm("decoder.final_norm", x), [("output", _specification.Outputs)], this.Size, hasBias: false);
        _graph.Output(output, 1, _length, _specification.Outputs);

        return output;
    }

    private void WriteConstants()
    {
        float[] mask = new float[_length * _length];

        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = i % _length > i / _length ? -1e9f : 0;
        }

        _ = _graph.Constant("mask", mask, _length, _length);
        _ = _graph.Constant("scale", [1 / MathF.Sqrt(_specification.KeySize)]);
        _ = _graph.Constant("heads", [0L, 0, _specification.Heads, _specification.KeySize], 4);
        _ = _graph.Constant("rows", [0L, 0, this.Size], 3);
    }

    private string Attention(string layer, string x)
    {
        string name = $"{layer}.self_attention";
        string projected = this.Product(
            this.Norm($"{name}_norm", x), [($"{name}.query", this.Size), ($"{name}.key", this.Size), ($"{name}.value", this.Size)], this.Size, hasBias: true);
        string[] parts = _graph.Add("Split", [projected], 3, OnnxAttribute.Of("axis", 2L), OnnxAttribute.Of("num_outputs", 3L));
        string query = this.Heads(parts[0], 0, 2, 1, 3);
        string key = this.Heads(parts[1], 0, 2, 3, 1);
        string value = this.Heads(parts[2], 0, 2, 1, 3);
        string scores = _graph.Add("Mul", [_graph.Add("MatMul", [query, key]), "scale"]);
        string probabilities = _graph.Add("Softmax", [_graph.Add("Add", [scores, "mask"])], OnnxAttribute.Of("axis", -1L));
        string attended = _graph.Add("Transpose", [_graph.Add("MatMul", [probabilities, value])], OnnxAttribute.Of("perm", 0, 2, 1, 3));
        string output = this.Product(_graph.Add("Reshape", [attended, "rows"]), [($"{name}.output", this.Size)], this.Size, hasBias: true);

        return _graph.Add("Add", [x, output]);
    }

    private string Heads(string rows, params IReadOnlyList<long> order) =>
        _graph.Add("Transpose", [_graph.Add("Reshape", [rows, "heads"])], OnnxAttribute.Of("perm", order));

    private string FeedForward(string layer, string x)
    {
        string name = $"{layer}.feed_forward";
        string inner = this.Product(this.Norm($"{name}_norm", x), [($"{name}.up", _specification.FeedForwardSize)], this.Size, hasBias: true);
        string output = this.Product(_graph.Add("Gelu", [inner]), [($"{name}.down", this.Size)], _specification.FeedForwardSize, hasBias: true);

        return _graph.Add("Add", [x, output]);
    }

    private string Norm(string name, string x)
    {
        string weight = _graph.Constant($"{name}.weight", this.Read($"{name}.weight", this.Size), this.Size);
        string bias = _graph.Constant($"{name}.bias", this.Read($"{name}.bias", this.Size), this.Size);

        return _graph.Add("LayerNormalization", [x, weight, bias], OnnxAttribute.Of("axis", -1L), OnnxAttribute.Of("epsilon", _specification.NormalizationEpsilon));
    }

    // Several projections of one input stand side by side, as in every exported GPT.
    private string Product(string x, (string Name, int Width)[] projections, int depth, bool hasBias)
    {
        int width = projections.Sum(static projection => projection.Width);
        float[] weights = new float[depth * width];
        List<float> biases = [];
        int column = 0;

        foreach ((string name, int outputs) in projections)
        {
            float[] rows = this.Read($"{name}.weight", outputs * depth);

            for (int i = 0; i < rows.Length; i++)
            {
                weights[(i % depth * width) + column + (i / depth)] = rows[i];
            }

            biases.AddRange(hasBias ? this.Read($"{name}.bias", outputs) : []);
            column += outputs;
        }

        string product = _graph.Add("MatMul", [x, _graph.Constant($"{projections[0].Name}.weight", weights, depth, width)]);

        return hasBias ? _graph.Add("Add", [product, _graph.Constant($"{projections[0].Name}.bias", biases.ToArray(), width)]) : product;
    }

    private string Table(string name, int rows) => _graph.Constant(name, this.Read(name, rows * this.Size), rows, this.Size);

    private float[] Read(string name, int count)
    {
        float[] values = new float[count];
        _model.Read(name, values);

        return values;
    }
}
