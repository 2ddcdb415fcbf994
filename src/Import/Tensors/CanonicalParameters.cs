using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Import.Specifications;

namespace Weft.Import.Tensors;

/// <summary>The parameters that a specification asks for, by the names and shapes that its compiled model loads.</summary>
internal static class CanonicalParameters
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Parameter> Of(ImportedSpecification specification)
    {
        bool hasEncoder = specification.EncoderLayers > 0;
        bool hasDecoder = specification.DecoderLayers > 0;
        IEnumerable<Parameter> encoder = hasEncoder ? Stack(specification, "encoder.", specification.EncoderLayers, hasTable: true) : [];
        bool hasTable = !(hasEncoder && specification.ShareEmbeddings);
        IEnumerable<Parameter> decoder = hasDecoder ? Stack(specification, "decoder.", specification.DecoderLayers, hasTable) : [];

        return [.. encoder, .. decoder, .. Output(specification)];
    }

    private static IEnumerable<Parameter> Stack(ImportedSpecification specification, string stack, int layers, bool hasTable)
    {
        int size = specification.EmbeddingColumns;

        if (specification.Image is ImageSettings image)
        {
            yield return new Parameter($"{stack}patch_projection.weight", [size, image.Channels * image.Patch * image.Patch]);
            yield return new Parameter($"{stack}patch_projection.bias", [size]);
            yield return new Parameter($"{stack}class_token.weight", [size]);
        }
        else if (hasTable)
        {
            int vocabulary = stack == "encoder." ? specification.SourceVocabulary ?? specification.Vocabulary : specification.Vocabulary;

            yield return new Parameter($"{stack}token_embedding.weight", [vocabulary, size]);
        }

        if (specification.PositionalEncoding == "learned")
        {
            yield return new Parameter($"{stack}position_embedding.weight", [specification.MaxLength, size]);
        }

        if (specification.TokenTypes is int types)
        {
            yield return new Parameter($"{stack}token_type_embedding.weight", [types, size]);
        }

        if (specification.RelativeBias is RelativeSettings relative)
        {
            int heads = specification.HeadsOf(isEncoder: stack == "encoder.");

            yield return new Parameter($"{stack}relative_bias.weight", [relative.Buckets, heads]);
        }

        IEnumerable<Parameter> rest =
        [
            .. specification.EmbeddingNorm ? Norm(specification, $"{stack}embedding_norm", size) : [],
            .. size != specification.ModelSize
                ? Projection($"{stack}embedding_projection", specification.ModelSize, size, specification.FeedForwardBias)
                : [],
            .. specification.SharedLayers
                ? Layer(specification, stack, $"{stack}layer.", isFirst: true)
                : Enumerable.Range(0, layers).SelectMany(i => Layer(specification, stack, $"{stack}layers.{i}.", isFirst: i == 0)),
            .. specification.FinalNorm ?? specification.NormPlacement != "post"
                ? Norm(specification, $"{stack}final_norm", specification.ModelSize)
                : [],
        ];

        foreach (Parameter parameter in rest)
        {
            yield return parameter;
        }
    }

    private static IEnumerable<Parameter> Layer(ImportedSpecification specification, string stack, string layer, bool isFirst)
    {
        bool readsEncoder = stack == "decoder." && specification.EncoderLayers > 0;

        return
        [
            .. Sublayer(specification, $"{layer}self_attention", specification.FirstNorm || !isFirst),
            .. Attention(specification, $"{layer}self_attention."),
            .. QueryKeyNorms(specification, $"{layer}self_attention."),
            .. readsEncoder ? Sublayer(specification, $"{layer}cross_attention", hasNorm: true) : [],
            .. readsEncoder ? Attention(specification, $"{layer}cross_attention.") : [],
            .. Sublayer(specification, $"{layer}feed_forward", specification.ParallelSublayers != "one_norm"),
            .. specification.Experts is ExpertSettings experts
                ? Experts(specification, experts, $"{layer}feed_forward.")
                : FeedForward(specification, $"{layer}feed_forward."),
        ];
    }

    // The norms around a sublayer: before or after it, both, or of what it gives alone.
    private static IEnumerable<Parameter> Sublayer(ImportedSpecification specification, string sublayer, bool hasNorm)
    {
        int size = specification.ModelSize;
        string placement = specification.NormPlacement;

        return
        [
            .. hasNorm && placement != "output" ? Norm(specification, $"{sublayer}_norm", size) : [],
            .. placement is "output" or "sandwich" ? Norm(specification, $"{sublayer}_output_norm", size) : [],
        ];
    }

    private static IEnumerable<Parameter> Attention(ImportedSpecification specification, string attention)
    {
        int size = specification.ModelSize;
        (int queries, int keys) = specification.HeadRows(isEncoder: attention.StartsWith("encoder.", StringComparison.Ordinal));

        return
        [
            .. Projection($"{attention}query", queries, size, specification.QueryKeyValueBias),
            .. Projection($"{attention}key", keys, size, specification.QueryKeyValueBias),
            .. Projection($"{attention}value", keys, size, specification.QueryKeyValueBias),
            .. Projection($"{attention}output", size, queries, specification.AttentionOutputBias),
        ];
    }

    private static IEnumerable<Parameter> QueryKeyNorms(ImportedSpecification specification, string attention)
    {
        bool ofAll = specification.QueryKeyNorm == "all";
        int heads = ofAll ? specification.Heads : 1;
        int keyHeads = ofAll ? specification.KeyValueHeads ?? specification.Heads : 1;

        return specification.QueryKeyNorm == "none" ? [] :
        [
            .. Norm(specification, $"{attention}query_norm", heads * specification.HeadColumns),
            .. Norm(specification, $"{attention}key_norm", keyHeads * specification.HeadColumns),
        ];
    }

    private static IEnumerable<Parameter> FeedForward(ImportedSpecification specification, string feedForward) =>
        FeedForward(
            specification,
            feedForward,
            feedForward.StartsWith("encoder.", StringComparison.Ordinal)
                ? specification.EncoderFeedForwardSize ?? specification.FeedForwardSize
                : specification.FeedForwardSize);

    private static IEnumerable<Parameter> FeedForward(ImportedSpecification specification, string feedForward, int inner)
    {
        int size = specification.ModelSize;

        return
        [
            .. Projection($"{feedForward}up", inner, size, specification.FeedForwardBias),
            .. specification.IsGated ? Projection($"{feedForward}gate", inner, size, specification.FeedForwardBias) : [],
            .. Projection($"{feedForward}down", size, inner, specification.FeedForwardBias),
        ];
    }

    private static IEnumerable<Parameter> Experts(ImportedSpecification specification, ExpertSettings experts, string feedForward) =>
    [
        .. Projection($"{feedForward}router", experts.Count, specification.ModelSize, hasBias: false),
        .. Enumerable.Range(0, experts.Count).SelectMany(expert =>
            FeedForward(specification, $"{feedForward}experts.{expert}.").Select(parameter => parameter with { Expert = expert })),
        .. experts.SharedSize is int shared ? FeedForward(specification, $"{feedForward}shared.", shared) : [],
        .. experts.HasSharedGate ? Projection($"{feedForward}shared_gate", 1, specification.ModelSize, hasBias: false) : [],
    ];

    private static IEnumerable<Parameter> Output(ImportedSpecification specification)
    {
        int outputs = specification.Outputs ?? specification.Vocabulary;
        int size = specification.ModelSize;
        int headSize = specification.TieEmbeddings ? specification.EmbeddingColumns : size;
        bool hasProjection = !specification.TieEmbeddings && specification.Output != "hidden";

        return
        [
            .. specification.Head is HeadSettings head ? Projection("head.dense", headSize, size, head.HasBias) : [],
            .. specification.Head is { HasNorm: true } ? Norm(specification, "head.norm", headSize) : [],
            .. Enumerable.Repeat(new Parameter("output.weight", [outputs, size]), hasProjection ? 1 : 0),
            .. Enumerable.Repeat(new Parameter("output.bias", [outputs]), specification.OutputBias ? 1 : 0),
        ];
    }

    private static IEnumerable<Parameter> Projection(string name, int outputs, int inputs, bool hasBias)
    {
        yield return new Parameter($"{name}.weight", [outputs, inputs]);

        if (hasBias)
        {
            yield return new Parameter($"{name}.bias", [outputs]);
        }
    }

    private static IEnumerable<Parameter> Norm(ImportedSpecification specification, string name, int columns)
    {
        yield return new Parameter($"{name}.weight", [columns]);

        if (specification.NormBias && !specification.IsRmsNorm)
        {
            yield return new Parameter($"{name}.bias", [columns]);
        }
    }
}
