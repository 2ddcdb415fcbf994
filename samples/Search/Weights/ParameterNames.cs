using System;
using System.Linq;

namespace Weft.Samples;

/// <summary>The names of a BERT's parameters: in Hugging Face's transformers, and in models that are compiled here.</summary>
internal static class ParameterNames
{
    private const string LayerPrefix = "encoder.layer.";

    private static readonly (string From, string To)[] Embeddings =
    [
        ("embeddings.word_embeddings.", "encoder.token_embedding."),
        ("embeddings.position_embeddings.", "encoder.position_embedding."),
        ("embeddings.token_type_embeddings.", "encoder.token_type_embedding."),
        ("embeddings.LayerNorm.", "encoder.embedding_norm."),
    ];

    private static readonly (string From, string To)[] Layers =
    [
        ("attention.self.", "self_attention."),
        ("attention.output.dense.", "self_attention.output."),
        ("attention.output.LayerNorm.", "self_attention_norm."),
        ("intermediate.dense.", "feed_forward.up."),
        ("output.dense.", "feed_forward.down."),
        ("output.LayerNorm.", "feed_forward_norm."),
    ];

    /// <summary>The name here; null for what the model does without, such as the pooler.</summary>
    public static string? Translate(string name)
    {
        if (!name.StartsWith(LayerPrefix, StringComparison.Ordinal))
        {
            return Replace(name, Embeddings);
        }

        int end = name.IndexOf('.', LayerPrefix.Length) + 1;

        return Replace(name[end..], Layers) is string parameter ? $"encoder.layers.{name[LayerPrefix.Length..end]}{parameter}" : null;
    }

    private static string? Replace(string name, (string From, string To)[] prefixes) => prefixes
        .Where(prefix => name.StartsWith(prefix.From, StringComparison.Ordinal))
        .Select(prefix => prefix.To + name[prefix.From.Length..])
        .FirstOrDefault();
}
