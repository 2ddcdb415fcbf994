using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;

namespace Weft.Conformance.Onnx.Nodes;

/// <summary>The inputs of an Attention node, whichever form they came in.</summary>
internal sealed class AttentionInputs
{
    /// <summary>[sequences, queries, heads, key size].</summary>
    public required OnnxTensor Query { get; init; }

    /// <summary>[sequences, keys, key and value heads, key size], the past included.</summary>
    public required OnnxTensor Key { get; init; }

    /// <summary>[sequences, keys, key and value heads, value size], the past included.</summary>
    public required OnnxTensor Value { get; init; }

    /// <summary>What is added to the scores, [sequences or 1, heads or 1, queries, keys]; null for nothing.</summary>
    public required OnnxTensor? Mask { get; init; }

    public required AttentionShape Shape { get; init; }

    /// <summary>Keys of each sequence that count.</summary>
    public required ImmutableArray<int> KeyLengths { get; init; }

    /// <summary>Keys of each sequence before its first query; negative where the first queries come before any key.</summary>
    public required ImmutableArray<int> Pasts { get; init; }

    public int Sequences => this.Query.Shape[0];

    public int Queries => this.Query.Shape[1];

    public int Keys => this.Key.Shape[1];

    /// <summary>The number of the mask that a head of a sequence has.</summary>
    public int MaskOf(int sequence, int head) =>
        ((this.Mask!.Shape[0] == 1 ? 0 : sequence) * this.Mask.Shape[1]) + (this.Mask.Shape[1] == 1 ? 0 : head);

    /// <summary>Reads and checks the inputs.</summary>
    public static AttentionInputs Read(OnnxCase node)
    {
        OnnxAttributes attributes = node.Attributes;
        int heads = attributes.Integer("q_num_heads", 0);
        int keyValueHeads = attributes.Integer("kv_num_heads", 0);
        OnnxTensor query = HeadTensor.Of(node.Input(0, "Q"), heads, "q_num_heads");
        OnnxTensor key = WithPast(HeadTensor.Of(node.Input(1, "K"), keyValueHeads, "kv_num_heads"), node.OptionalInput(4));
        OnnxTensor value = WithPast(HeadTensor.Of(node.Input(2, "V"), keyValueHeads, "kv_num_heads"), node.OptionalInput(5));
        int past = node.OptionalInput(4)?.Shape[2] ?? 0;
        node.RequireFloats(query, key, value);
        CheckSizes(query, key, value);
        ImmutableArray<int> lengths = LengthsOf(node.OptionalInput(6), query.Shape[0], key.Shape[1]);

        // Keys in a cache of fixed size end with those of the queries.
        bool isCache = node.OptionalInput(4) is null && node.OptionalInput(6) is not null;
        ImmutableArray<int> pasts = [.. lengths.Select(length => isCache ? length - query.Shape[1] : past)];
        OnnxTensor? mask = node.OptionalInput(3) is OnnxTensor given ? Additive(node, given, query, key.Shape[1]) : null;

        return new AttentionInputs
        {
            Query = query,
            Key = key,
            Value = value,
            Mask = mask,
            KeyLengths = lengths,
            Pasts = pasts,
            Shape = ShapeOf(attributes, query, key, value, mask is not null, isPlain: past == 0 && !isCache && query.Shape[1] == key.Shape[1]),
        };
    }

    private static AttentionShape ShapeOf(OnnxAttributes attributes, OnnxTensor query, OnnxTensor key, OnnxTensor value, bool hasMask, bool isPlain)
    {
        bool isCausal = attributes.Flag("is_causal");
        float softCap = attributes.Float("softcap", 0);
        AttentionShape shape = new(
            query.Shape[2], key.Shape[2], query.Shape[3], value.Shape[3], isCausal, Window: 0, HasSlopes: false, Dropout: 0, Site: 0)
        {
            SoftCap = softCap,
            HasMask = hasMask,
            HasPast = isCausal && !isPlain,
        };

        // The type of the softmax, and what the fourth output holds: ours is float32, and there is none.
        _ = attributes.Integer("softmax_precision", 1);
        _ = attributes.Integer("qk_matmul_output_mode", 0);
        OnnxCaseException.ThrowUnless(softCap >= 0, $"the attribute 'softcap' is {softCap}; a number from 0 on was expected.");

        return attributes.OptionalFloat("scale") is float scale ? shape with { Scale = scale } : shape;
    }

    private static void CheckSizes(OnnxTensor query, OnnxTensor key, OnnxTensor value)
    {
        OnnxCaseException.ThrowUnless(
            query.Shape[0] == key.Shape[0] && key.Shape[0] == value.Shape[0] && key.Shape[1] == value.Shape[1] && key.Shape[2] == value.Shape[2] &&
            query.Shape[3] == key.Shape[3] && query.Shape[2] % key.Shape[2] == 0,
            $"Q, K and V, as [batch, length, heads, size] with the past, are {query.ShapeText}, {key.ShapeText} and {value.ShapeText}, which do not go together.");
    }

    // The past comes as [batch, heads, length, size] whatever form the others have.
    private static OnnxTensor WithPast(OnnxTensor present, OnnxTensor? past)
    {
        if (past is null)
        {
            return present;
        }

        OnnxTensor before = past.Transpose(0, 2, 1, 3);
        OnnxCaseException.ThrowUnless(
            before.Shape[0] == present.Shape[0] && before.Shape[2..].SequenceEqual(present.Shape[2..]), $"'{past.Name}' has the shape {past.ShapeText}, which does not fit '{present.Name}'.");
        int pastSize = OnnxTensor.CountOf(before.Shape.AsSpan()[1..]);
        int presentSize = OnnxTensor.CountOf(present.Shape.AsSpan()[1..]);
        double[] values = [.. Enumerable.Range(0, present.Shape[0]).SelectMany(sequence =>
            before.Values.Skip(sequence * pastSize).Take(pastSize).Concat(present.Values.Skip(sequence * presentSize).Take(presentSize)))];

        return new OnnxTensor(present.Name, present.Type, [present.Shape[0], before.Shape[1] + present.Shape[1], .. present.Shape[2..]], values);
    }

    private static ImmutableArray<int> LengthsOf(OnnxTensor? given, int sequences, int keys)
    {
        if (given is null)
        {
            return [.. Enumerable.Repeat(keys, sequences)];
        }

        int[] lengths = given.ToIntegers();
        OnnxCaseException.ThrowUnless(
            lengths.Length == sequences && lengths.All(length => length >= 0 && length <= keys), $"'{given.Name}' has {lengths.Length} lengths for {sequences} sequences of at most {keys} keys.");

        return [.. lengths];
    }

    // Hidden keys of a mask of booleans get minus infinity, and so do keys that a mask is too short for.
    private static OnnxTensor Additive(OnnxCase node, OnnxTensor mask, OnnxTensor query, int keys)
    {
        OnnxCaseException.ThrowUnless(
            mask.Rank is >= 2 and <= 4 && mask.Shape[^1] > 0 && mask.Shape[^1] <= keys, $"'{mask.Name}' has the shape {mask.ShapeText}; two to four axes and at most {keys} keys were expected.");

        if (mask.Type != "bool")
        {
            node.RequireFloats(mask);
        }

        int width = mask.Shape[^1];
        double[] values = new double[mask.Values.Length / width * keys];

        for (int i = 0; i < values.Length; i++)
        {
            double value = i % keys < width ? mask.Values[(i / keys * width) + (i % keys)] : double.NegativeInfinity;
            values[i] = mask.Type != "bool" || i % keys >= width ? value : value != 0 ? 0 : double.NegativeInfinity;
        }

        // Repeated along the queries; along sequences and heads only where it is not the same for all of them.
        int[] leading = [.. Enumerable.Repeat(1, 4 - mask.Rank), .. mask.Shape[..^2]];
        OnnxCaseException.ThrowUnless(
            (leading[0] == 1 || leading[0] == query.Shape[0]) && (leading[1] == 1 || leading[1] == query.Shape[2]), $"'{mask.Name}' has the shape {mask.ShapeText}, which does not fit {query.Shape[0]} sequences and {query.Shape[2]} heads.");

        return new OnnxTensor(mask.Name, mask.Type, [.. leading, mask.Shape[^2], keys], values).Broadcast([.. leading, query.Shape[1], keys]);
    }
}
