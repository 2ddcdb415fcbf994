using System;
using System.Globalization;
using System.Linq;
using Weft.Conformance.Onnx;

namespace Weft.Generator.Tests.Conformance;

/// <summary>An attention node with every option, and its output by the equation, in double.</summary>
internal sealed record AttentionCase
{
    public int Sequences { get; init; } = 2;

    public int Heads { get; init; } = 2;

    public int KeyValueHeads { get; init; } = 2;

    public int Queries { get; init; } = 5;

    /// <summary>Keys, without those of the past.</summary>
    public int Keys { get; init; } = 9;

    public int Past { get; init; }

    public int KeySize { get; init; } = 8;

    public int ValueSize { get; init; } = 8;

    public bool IsCausal { get; init; }

    public float? Scale { get; init; }

    public float SoftCap { get; init; }

    /// <summary>Sizes of the mask; null for none.</summary>
    public int[]? MaskShape { get; init; }

    public bool IsMaskBoolean { get; init; }

    /// <summary>A query that the mask hides every key from; -1 for none.</summary>
    public int HiddenQuery { get; init; } = -1;

    /// <summary>Keys that count, per sequence; null for all.</summary>
    public int[]? Lengths { get; init; }

    private int Total => this.Past + this.Keys;

    /// <summary>The node with random inputs.</summary>
    public OnnxCase Build()
    {
        NodeCase random = new(seed: 7);
        OnnxTensor query = random.Random("Q", 3, this.Sequences, this.Heads, this.Queries, this.KeySize);
        OnnxTensor key = random.Random("K", 2, this.Sequences, this.KeyValueHeads, this.Keys, this.KeySize);
        OnnxTensor value = random.Random("V", 1, this.Sequences, this.KeyValueHeads, this.Keys, this.ValueSize);
        OnnxTensor pastKey = random.Random("past_key", 2, this.Sequences, this.KeyValueHeads, this.Past, this.KeySize);
        OnnxTensor pastValue = random.Random("past_value", 1, this.Sequences, this.KeyValueHeads, this.Past, this.ValueSize);
        OnnxTensor? mask = this.MaskShape is null ? null : this.Mask(random);
        OnnxTensor? lengths = this.Lengths is null ? null : NodeCase.Tensor("nonpad_kv_seqlen", [this.Lengths.Length], [.. this.Lengths.Select(static length => (double)length)], "int64");
        OnnxTensor allKeys = Join(pastKey, key);
        OnnxTensor allValues = Join(pastValue, value);
        int[] shape = [this.Sequences, this.Heads, this.Queries, this.ValueSize];
        double[] expected = NodeCase.Fill([.. shape], index => this.Output(query, allKeys, allValues, mask, index));
        string scale = this.Scale is float given ? $", \"scale\": {given.ToString(CultureInfo.InvariantCulture)}" : "";
        string attributes = string.Create(CultureInfo.InvariantCulture, $$"""{"is_causal": {{(this.IsCausal ? 1 : 0)}}, "softcap": {{this.SoftCap}}{{scale}}}""");

        return NodeCase.Of(
            "Attention", attributes, [query, key, value, mask, this.Past > 0 ? pastKey : null, this.Past > 0 ? pastValue : null, lengths],
            NodeCase.Tensor("Y", shape, expected), allKeys, allValues);
    }

    private static OnnxTensor Join(OnnxTensor past, OnnxTensor present)
    {
        int length = past.Shape[2];
        int[] shape = [present.Shape[0], present.Shape[1], length + present.Shape[2], present.Shape[3]];

        return NodeCase.Tensor(past.Name.Replace("past", "present", StringComparison.Ordinal), shape, NodeCase.Fill([.. shape], index =>
            index[2] < length ? NodeCase.At(past, index) : NodeCase.At(present, index[0], index[1], index[2] - length, index[3])));
    }

    private OnnxTensor Mask(NodeCase random)
    {
        int[] shape = this.MaskShape!;
        OnnxTensor noise = random.Random("attn_mask", 1, shape);
        double hidden = this.IsMaskBoolean ? 0 : double.NegativeInfinity;

        return NodeCase.Tensor("attn_mask", shape, NodeCase.Fill([.. shape], index =>
        {
            double value = NodeCase.At(noise, index);

            return index[^2] == this.HiddenQuery || value > 0.5 ? hidden : this.IsMaskBoolean ? 1 : value;
        }), this.IsMaskBoolean ? "bool" : "float32");
    }

    // sum over keys of softmax(cap tanh(scale q k / cap) + mask) v; nothing where no key is seen.
    private double Output(OnnxTensor query, OnnxTensor keys, OnnxTensor values, OnnxTensor? mask, int[] index)
    {
        int head = index[1] / (this.Heads / this.KeyValueHeads);
        double[] scores = [.. Enumerable.Range(0, this.Total).Select(key => this.Score(query, keys, mask, [.. index[..3], key], head))];
        double maximum = scores.Max();

        if (double.IsNegativeInfinity(maximum))
        {
            return 0;
        }

        double[] weights = [.. scores.Select(score => Math.Exp(score - maximum))];

        return Enumerable.Range(0, this.Total).Sum(key => weights[key] * NodeCase.At(values, index[0], head, key, index[3])) / weights.Sum();
    }

    private double Score(OnnxTensor query, OnnxTensor keys, OnnxTensor? mask, int[] index, int head)
    {
        (int sequence, int row, int key) = (index[0], index[2], index[3]);
        int length = this.Lengths?[sequence] ?? this.Total;
        int last = this.Past > 0 ? this.Past + row : this.Lengths is null ? row : length - this.Queries + row;

        if (key >= length || (this.IsCausal && key > last))
        {
            return double.NegativeInfinity;
        }

        double product = Enumerable.Range(0, this.KeySize).Sum(column => NodeCase.At(query, sequence, index[1], row, column) * NodeCase.At(keys, sequence, head, key, column));
        double score = product * (this.Scale ?? 1 / Math.Sqrt(this.KeySize));
        score = this.SoftCap > 0 ? this.SoftCap * Math.Tanh(score / this.SoftCap) : score;

        return score + (mask is null ? 0 : this.MaskAt(mask, index));
    }

    // A mask that is too short hides the keys behind its end.
    private double MaskAt(OnnxTensor mask, int[] index)
    {
        int[] own = index[^mask.Rank..];

        if (own[^1] >= mask.Shape[^1])
        {
            return double.NegativeInfinity;
        }

        double value = NodeCase.At(mask, own);

        return this.IsMaskBoolean ? (value != 0 ? 0 : double.NegativeInfinity) : value;
    }
}
