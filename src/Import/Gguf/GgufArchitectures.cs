using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Families;
using Weft.Import.Tensors;

namespace Weft.Import.Gguf;

/// <summary>
/// The architectures that are read: a new one is an entry here. How a file's tensors differ from the family's own is what llama.cpp's
/// converter does: https://github.com/ggml-org/llama.cpp/blob/master/convert_hf_to_gguf.py.
/// </summary>
internal static class GgufArchitectures
{
    private static readonly ImmutableArray<GgufKey> Sizes =
    [
        new("context_length", "max_position_embeddings", GgufKeyKind.Whole),
        new("embedding_length", "hidden_size", GgufKeyKind.Whole),
        new("block_count", "num_hidden_layers", GgufKeyKind.Whole),
        new("attention.head_count", "num_attention_heads", GgufKeyKind.Whole),
    ];

    private static readonly ImmutableArray<GgufKey> LlamaKeys =
    [
        .. Sizes,
        new("attention.head_count_kv", "num_key_value_heads", GgufKeyKind.OptionalWhole),
        new("attention.key_length", "head_dim", GgufKeyKind.OptionalWhole),
        new("feed_forward_length", "intermediate_size", GgufKeyKind.Whole),
        new("attention.layer_norm_rms_epsilon", "rms_norm_eps", GgufKeyKind.Number),
        new("rope.freq_base", "rope_theta", GgufKeyKind.OptionalNumber),
    ];

    private static readonly GgufKey Window = new("attention.sliding_window", "sliding_window", GgufKeyKind.WholeUnlessZero);

    private static readonly ImmutableArray<GgufKey> Gemma2Keys =
    [
        .. LlamaKeys,
        Window,
        new("attn_logit_softcapping", "attn_logit_softcapping", GgufKeyKind.OptionalNumber),
        new("final_logit_softcapping", "final_logit_softcapping", GgufKeyKind.OptionalNumber),
    ];

    /// <summary>Every architecture.</summary>
    public static ImmutableArray<GgufArchitecture> All { get; } =
    [
        // The rows of queries and keys are in the order of neighbours already; of all others they are in the order of halves.
        new("llama", Llama.Family)
        {
            Keys = LlamaKeys,
            Presences = [("attention_bias", "blk.0.attn_q.bias"), ("mlp_bias", "blk.0.ffn_gate.bias")],
            Tensors = [.. Outside, .. PreNorms, .. Projections(hasRotatedHalves: false), .. GatedProjections],
        },
        new("qwen2", Qwen2.Family)
        {
            Keys = LlamaKeys,
            Tensors = [.. Outside, .. PreNorms, .. Projections(hasRotatedHalves: true), .. GatedProjections],
        },
        new("qwen3", Qwen3.Family)
        {
            Keys = LlamaKeys,
            Presences = [("attention_bias", "blk.0.attn_q.bias")],
            Tensors = [.. Outside, .. PreNorms, .. Projections(hasRotatedHalves: true), .. QueryKeyNorms, .. GatedProjections],
        },
        new("olmo2", Olmo2.Family)
        {
            Keys = LlamaKeys,
            Presences = [("attention_bias", "blk.0.attn_q.bias")],
            Tensors = [.. Outside, .. OutputNorms, .. Projections(hasRotatedHalves: true), .. QueryKeyNorms, .. GatedProjections],
        },
        new("phi3", Phi3.Family)
        {
            Keys = [.. LlamaKeys, Window],
            Tensors =
            [
                .. Outside,
                .. PreNorms,
                .. FusedProjections.QueryKeyValue("blk.{layer}.attn_qkv.*", Fusion.QueryKeyValueBlocks, hasRotatedHalves: true),
                AttentionOutput,
                .. FusedProjections.GateUp("blk.{layer}.ffn_up.*"),
                Down,
            ],
        },

        // 1 is added to the weights of norms already.
        new("gemma", Gemma.Family)
        {
            Keys = LlamaKeys,
            Tensors = [.. Outside, .. PreNorms, .. Projections(hasRotatedHalves: true), .. GatedProjections],
        },
        new("gemma2", Gemma2.Family)
        {
            Keys = Gemma2Keys,
            Tensors = [.. Outside, .. PreNorms, .. OutputNorms, .. Projections(hasRotatedHalves: true), .. GatedProjections],
            LayersOfWideScores = 46,
        },
        new("gemma3", Gemma3.Family)
        {
            Keys = [.. Gemma2Keys, new("rope.freq_base_swa", "rope_local_base_freq", GgufKeyKind.OptionalNumber)],
            Tensors =
            [
                .. Outside,
                .. PreNorms,
                .. OutputNorms,
                .. Projections(hasRotatedHalves: true),
                .. QueryKeyNorms,
                .. GatedProjections,
            ],
            LayersOfWideScores = 62,
        },

        // Projections are [out, in] there, unlike in the family's own files.
        new("gpt2", Gpt2.Family)
        {
            Keys =
            [
                .. Sizes,
                new("feed_forward_length", "n_inner", GgufKeyKind.Whole),
                new("attention.layer_norm_epsilon", "layer_norm_epsilon", GgufKeyKind.Number),
            ],
            Tensors =
            [
                .. Outside,
                new("decoder.position_embedding.weight", "position_embd.weight"),
                .. PreNorms,
                .. FusedProjections.QueryKeyValue("blk.{layer}.attn_qkv.*", Fusion.QueryKeyValueBlocks),
                AttentionOutput,
                new("decoder.layers.{layer}.feed_forward.up.*", "blk.{layer}.ffn_up.*"),
                Down,
            ],
        },
    ];

    private static ImmutableArray<TensorRule> Outside =>
    [
        new("decoder.token_embedding.weight", "token_embd.weight"),
        new("decoder.final_norm.*", "output_norm.*"),
        new("output.*", "output.*"),
    ];

    private static ImmutableArray<TensorRule> PreNorms =>
    [
        new("decoder.layers.{layer}.self_attention_norm.*", "blk.{layer}.attn_norm.*"),
        new("decoder.layers.{layer}.feed_forward_norm.*", "blk.{layer}.ffn_norm.*"),
    ];

    private static ImmutableArray<TensorRule> OutputNorms =>
    [
        new("decoder.layers.{layer}.self_attention_output_norm.*", "blk.{layer}.post_attention_norm.*"),
        new("decoder.layers.{layer}.feed_forward_output_norm.*", "blk.{layer}.post_ffw_norm.*"),
    ];

    private static ImmutableArray<TensorRule> QueryKeyNorms =>
    [
        new("decoder.layers.{layer}.self_attention.query_norm.*", "blk.{layer}.attn_q_norm.*") { HasRotatedHalves = true },
        new("decoder.layers.{layer}.self_attention.key_norm.*", "blk.{layer}.attn_k_norm.*") { HasRotatedHalves = true },
    ];

    private static ImmutableArray<TensorRule> GatedProjections =>
    [
        new("decoder.layers.{layer}.feed_forward.gate.*", "blk.{layer}.ffn_gate.*"),
        new("decoder.layers.{layer}.feed_forward.up.*", "blk.{layer}.ffn_up.*"),
        Down,
    ];

    private static TensorRule AttentionOutput => new("decoder.layers.{layer}.self_attention.output.*", "blk.{layer}.attn_output.*");

    private static TensorRule Down => new("decoder.layers.{layer}.feed_forward.down.*", "blk.{layer}.ffn_down.*");

    /// <summary>The architecture that a file names.</summary>
    /// <exception cref="ImportException">It is none of these.</exception>
    public static GgufArchitecture Find(GgufMetadata metadata)
    {
        const string Key = "general.architecture";
        string name = metadata.FindText(Key) ?? throw metadata.Missing(Key);

        return All.FirstOrDefault(architecture => architecture.Name == name) ?? throw metadata.Problem(
            Key, $"is not supported; supported are {string.Join(", ", All.Select(static architecture => architecture.Name))}.");
    }

    private static ImmutableArray<TensorRule> Projections(bool hasRotatedHalves) =>
    [
        new("decoder.layers.{layer}.self_attention.query.*", "blk.{layer}.attn_q.*") { HasRotatedHalves = hasRotatedHalves },
        new("decoder.layers.{layer}.self_attention.key.*", "blk.{layer}.attn_k.*") { HasRotatedHalves = hasRotatedHalves },
        new("decoder.layers.{layer}.self_attention.value.*", "blk.{layer}.attn_v.*"),
        AttentionOutput,
    ];
}
