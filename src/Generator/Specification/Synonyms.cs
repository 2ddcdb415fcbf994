using System.Collections.Generic;

namespace Weft.Generator.Specification;

/// <summary>What other libraries call the keys of a spec, so that someone who uses their names is told ours.</summary>
internal static class Synonyms
{
    private static readonly Dictionary<string, string> Keys = new()
    {
        ["name"] = "model",
        ["type"] = "architecture",
        ["vocab"] = "vocabulary",
        ["vocab_size"] = "vocabulary",
        ["n_vocab"] = "vocabulary",
        ["num_classes"] = "outputs",
        ["num_labels"] = "outputs",
        ["criterion"] = "loss",
        ["loss_function"] = "loss",
        ["pooling_mode"] = "pooling",
        ["context_length"] = "max_length",
        ["block_size"] = "max_length",
        ["n_ctx"] = "max_length",
        ["seq_len"] = "max_length",
        ["max_seq_len"] = "max_length",
        ["sequence_length"] = "max_length",
        ["max_position_embeddings"] = "max_length",
        ["n_positions"] = "max_length",
        ["hidden_size"] = "d_model",
        ["n_embd"] = "d_model",
        ["embed_dim"] = "d_model",
        ["dim"] = "d_model",
        ["n_layer"] = "layers",
        ["n_layers"] = "layers",
        ["num_layers"] = "layers",
        ["num_hidden_layers"] = "layers",
        ["depth"] = "layers",
        ["n_head"] = "heads",
        ["n_heads"] = "heads",
        ["nhead"] = "heads",
        ["num_heads"] = "heads",
        ["num_attention_heads"] = "heads",
        ["n_kv_heads"] = "kv_heads",
        ["num_kv_heads"] = "kv_heads",
        ["num_key_value_heads"] = "kv_heads",
        ["d_hidden"] = "d_ff",
        ["d_inner"] = "d_ff",
        ["dim_feedforward"] = "d_ff",
        ["ffn_dim"] = "d_ff",
        ["intermediate_size"] = "d_ff",
        ["moe"] = "experts",
        ["mixture_of_experts"] = "experts",
        ["num_local_experts"] = "experts",
        ["hidden_act"] = "activation",
        ["d_k"] = "d_key",
        ["d_v"] = "d_value",
        ["head_dim"] = "d_key",
        ["layer_norm_eps"] = "norm_epsilon",
        ["eps"] = "norm_epsilon",
        ["norm_first"] = "norm_placement",
        ["positions"] = "positional_encoding",
        ["position_embedding_type"] = "positional_encoding",
        ["mask"] = "masking",
        ["sliding_window"] = "window",
        ["tie_weights"] = "tie_embeddings",
        ["tie_word_embeddings"] = "tie_embeddings",
        ["init"] = "initialization",
        ["dropout_rate"] = "dropout",
        ["smoothing"] = "label_smoothing",
        ["isa"] = "instruction_sets",
    };

    /// <summary>Our name for another library's; null if there is none.</summary>
    public static string? Find(string name) =>
        Keys.TryGetValue(name.Replace('-', '_').ToLowerInvariant(), out string? key) ? key : null;
}
