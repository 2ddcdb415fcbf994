using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Weft.Import.Configuration;

/// <summary>What is known of keys that no family reads.</summary>
internal static class KnownKeys
{
    /// <summary>Keys that have no say in what logits are, whatever their value.</summary>
    private static readonly FrozenSet<string> Harmless = new[]
    {
        // Where a folder comes from and how it is held.
        "_name_or_path", "_commit_hash", "_num_labels", "_attn_implementation", "_attn_implementation_autoset", "attn_implementation",
        "architectures", "auto_map", "dtype", "model_type", "name", "tokenizer_class", "torch_dtype", "torchscript", "transformers_version",
        "unsloth_version", "unsloth_fixed", "use_bfloat16", "use_flash_attention", "use_flash_attn", "deterministic_flash_attn",
        "language", "license", "init_config", "init_device", "attn_impl", "verbose", "learned_pos_emb", "tokenizer_name",
        "transformers.js_config", "is_llama_config", "save_step", "gradient_checkpointing", "reference_compile", "repad_logits_with_grad",

        // Tokens, labels and tasks: the business of who feeds the model.
        "bos_token_id", "eos_token_id", "pad_token_id", "cls_token_id", "sep_token_id", "decoder_start_token_id", "forced_bos_token_id",
        "forced_eos_token_id", "begin_suppress_tokens", "suppress_tokens", "bad_words_ids", "id2label", "label2id", "num_labels",
        "unk_token_id", "problem_type", "finetuning_task", "task_specific_params", "prefix",

        // Generation, which callers of a model decide themselves.
        "do_sample", "early_stopping", "length_penalty", "max_length", "min_length", "max_new_tokens", "no_repeat_ngram_size",
        "num_beam_groups", "num_beams", "num_return_sequences", "output_scores", "remove_invalid_values", "repetition_penalty",
        "temperature", "top_k", "top_p", "typical_p", "use_cache", "force_bos_token_to_be_generated",

        // How the model started and was trained.
        "initializer_factor", "initializer_range", "init_std", "initializer_cutoff_factor", "embed_init_std", "seq_length", "n_ctx",
        "router_aux_loss_coef", "router_jitter_noise", "output_router_logits", "sparse_prediction", "sparse_pred_ignore_index",
        "extra_pos_embeddings", "static_position_embeddings", "attention_softmax_in_fp32", "scale_attention_softmax_in_fp32",
        "bias_dropout_fusion", "masked_softmax_fusion", "ep_size", "pretraining_tp", "slow_but_exact", "skip_bias_add",
        "skip_bias_add_qkv", "offset_alibi", "reorder_and_upcast_attn",

        // What a model returns besides, and how the work is cut.
        "chunk_size_feed_forward", "output_attentions", "output_hidden_states", "output_past", "return_dict", "is_encoder_decoder",
        "cache_implementation", "summary_activation", "summary_proj_to_labels", "summary_type", "summary_use_proj",
        "classifier_activation", "classifier_bias", "classifier_pooling", "decoder_bias", "encoder_stride", "num_logits_to_keep",
        "inference_runner", "max_batch_size", "max_sequence_length", "pad_key_length", "pre_allocate_kv_cache", "validate_runner_input",

        // The same as another key says.
        "sliding_window_size",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Ends of names that only training knows: an imported model infers.</summary>
    private static readonly string[] TrainingEnds = ["dropout", "_pdrop", "dropout_prob", "dropout_rate", "layerdrop"];

    /// <summary>Keys that change nothing with these values.</summary>
    private static readonly FrozenDictionary<string, string[]> Neutral = new Dictionary<string, string[]>
    {
        ["add_bias_logits"] = ["false"],
        ["add_cross_attention"] = ["false"],
        ["add_final_layer_norm"] = ["false"],
        ["apply_residual_connection_post_layernorm"] = ["false"],
        ["attention_bias"] = ["false"],
        ["attn_type"] = ["\"multihead_attention\""],
        ["attn_uses_sequence_id"] = ["false"],
        ["clip_qkv"] = ["0", "0.0"],
        ["diversity_penalty"] = ["0", "0.0"],
        ["down_scale_factor"] = ["1"],
        ["embedding_fraction"] = ["1", "1.0"],
        ["encoder_no_repeat_ngram_size"] = ["0"],
        ["fp32_residual_connection"] = ["false"],
        ["gap_size"] = ["0"],
        ["is_decoder"] = ["false"],
        ["is_gated_act"] = ["false"],
        ["layer_norm_elementwise_affine"] = ["true"],
        ["layers_to_keep"] = ["[]"],
        ["mlp_bias"] = ["false"],
        ["mlp_type"] = ["\"default\""],
        ["net_structure_type"] = ["0"],
        ["no_bias"] = ["true"],
        ["norm_type"] = ["\"layer_norm\"", "\"layernorm\"", "\"low_precision_layernorm\""],
        ["normalize_before"] = ["false"],
        ["num_memory_blocks"] = ["0"],
        ["position_embedding_type"] = ["\"absolute\""],
        ["prefix_lm"] = ["false"],
        ["pruned_heads"] = ["{}"],
        ["qk_layernorm"] = ["false"],
        ["qk_ln"] = ["false"],
        ["rope_interleaved"] = ["false"],
        ["rotary"] = ["true"],
        ["scale_attn_by_inverse_layer_idx"] = ["false"],
        ["scale_attn_weights"] = ["true"],
        ["tie_encoder_decoder"] = ["false"],
        ["tie_weights_"] = ["true"],
        ["use_bidirectional_attention"] = ["false"],
        ["use_mrope"] = ["false"],
        ["use_parallel_residual"] = ["false"],
        ["use_qk_norm"] = ["false"],
        ["use_sliding_window"] = ["false"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether a key with this value leaves logits as they are.</summary>
    public static bool ChangesNothing(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Null
        || Harmless.Contains(name)
        || TrainingEnds.Any(end => name.EndsWith(end, StringComparison.Ordinal))
        || (Neutral.TryGetValue(name, out string[]? values) && values.Contains(value.GetRawText()));
}
