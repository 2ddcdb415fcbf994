using System;

namespace Weft.Import.Tests;

/// <summary>Small folders of some families.</summary>
internal static class Folders
{
    /// <summary>One layer, two heads of four columns, one head of keys; d_ff 6 and a vocabulary of 5.</summary>
    public static ModelFolder Llama() => new ModelFolder
    {
        Configuration = """
            "model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 5, "hidden_size": 8, "num_hidden_layers": 1,
            "num_attention_heads": 2, "num_key_value_heads": 1, "intermediate_size": 6, "max_position_embeddings": 16, "hidden_act": "silu",
            "rms_norm_eps": 1e-6, "rope_theta": 500000.0, "rope_scaling": null, "tie_word_embeddings": false, "torch_dtype": "float32",
            "attention_dropout": 0.1, "bos_token_id": 1
            """,
    }.Add(
        ("model.embed_tokens.weight", [5, 8]),
        ("model.layers.0.self_attn.q_proj.weight", [8, 8]),
        ("model.layers.0.self_attn.k_proj.weight", [4, 8]),
        ("model.layers.0.self_attn.v_proj.weight", [4, 8]),
        ("model.layers.0.self_attn.o_proj.weight", [8, 8]),
        ("model.layers.0.mlp.gate_proj.weight", [6, 8]),
        ("model.layers.0.mlp.up_proj.weight", [6, 8]),
        ("model.layers.0.mlp.down_proj.weight", [8, 6]),
        ("model.layers.0.input_layernorm.weight", [8]),
        ("model.layers.0.post_attention_layernorm.weight", [8]),
        ("model.norm.weight", [8]),
        ("lm_head.weight", [5, 8]));

    /// <summary>Llama with rows of 32 elements, which make whole blocks; the elements are those of a random walk.</summary>
    public static ModelFolder Wide() => Llama("llama", 32, 32, "\"rope_theta\": 10000.0").Shuffle();

    /// <summary>One layer of a relative of Llama, two heads, one head of keys, a vocabulary of 5.</summary>
    /// <param name="family">The family.</param>
    /// <param name="size">Columns.</param>
    /// <param name="inner">Columns of the feed-forward network.</param>
    /// <param name="keys">More keys of the configuration.</param>
    public static ModelFolder Llama(string family, int size, int inner, string keys)
    {
        string[] norms = family is "gemma2" or "gemma3_text"
            ? ["input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm"]
            : ["input_layernorm", "post_attention_layernorm"];
        ModelFolder folder = new ModelFolder
        {
            Configuration = $"""
                "model_type": "{family}", "vocab_size": 5, "hidden_size": {size}, "num_hidden_layers": 1, "num_attention_heads": 2,
                "num_key_value_heads": 1, "head_dim": {size / 2}, "intermediate_size": {inner}, "max_position_embeddings": 16,
                "rms_norm_eps": 1e-6, {keys}
                """,
        }.Add(("model.embed_tokens.weight", [5, size]), ("model.norm.weight", [size]));

        if (family == "phi3")
        {
            _ = folder.Add(
                ("model.layers.0.self_attn.qkv_proj.weight", [2 * size, size]), ("model.layers.0.mlp.gate_up_proj.weight", [2 * inner, size]));
        }
        else
        {
            _ = folder.Add(
                ("model.layers.0.self_attn.q_proj.weight", [size, size]),
                ("model.layers.0.self_attn.k_proj.weight", [size / 2, size]),
                ("model.layers.0.self_attn.v_proj.weight", [size / 2, size]),
                ("model.layers.0.mlp.gate_proj.weight", [inner, size]),
                ("model.layers.0.mlp.up_proj.weight", [inner, size]));
        }

        foreach (string norm in norms)
        {
            _ = folder.Add(($"model.layers.0.{norm}.weight", [size]));
        }

        if (family is "qwen3" or "gemma3_text")
        {
            _ = folder.Add(
                ("model.layers.0.self_attn.q_norm.weight", [size / 2]), ("model.layers.0.self_attn.k_norm.weight", [size / 2]));
        }

        return folder.Add(
            ("model.layers.0.self_attn.o_proj.weight", [size, size]),
            ("model.layers.0.mlp.down_proj.weight", [size, inner])).AddUnless(
            family.StartsWith("gemma", System.StringComparison.Ordinal), ("lm_head.weight", [5, size]));
    }

    /// <summary>The same with three experts, of which a position has two.</summary>
    public static ModelFolder Mixtral()
    {
        ModelFolder folder = Llama();
        folder.Configuration = folder.Configuration
            .Replace("\"llama\"", "\"mixtral\"", StringComparison.Ordinal)
            .Replace("LlamaForCausalLM", "MixtralForCausalLM", StringComparison.Ordinal) + ", \"num_local_experts\": 3";

        foreach (string name in (string[])["gate_proj", "up_proj", "down_proj"])
        {
            _ = folder.Remove($"model.layers.0.mlp.{name}.weight");
        }

        return folder;
    }

    /// <summary>One layer, two heads of two columns.</summary>
    public static ModelFolder Gpt2() => new ModelFolder
    {
        Configuration = """
            "model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "vocab_size": 5, "n_embd": 4, "n_layer": 1, "n_head": 2,
            "n_positions": 16, "n_ctx": 16, "activation_function": "gelu_new", "layer_norm_epsilon": 1e-5, "resid_pdrop": 0.1,
            "summary_type": "cls_index", "scale_attn_weights": true
            """,
    }.Add(
        ("wte.weight", [5, 4]),
        ("wpe.weight", [16, 4]),
        ("h.0.ln_1.weight", [4]),
        ("h.0.ln_1.bias", [4]),
        ("h.0.attn.bias", [1, 1, 16, 16]),
        ("h.0.attn.c_attn.weight", [4, 12]),
        ("h.0.attn.c_attn.bias", [12]),
        ("h.0.attn.c_proj.weight", [4, 4]),
        ("h.0.attn.c_proj.bias", [4]),
        ("h.0.ln_2.weight", [4]),
        ("h.0.ln_2.bias", [4]),
        ("h.0.mlp.c_fc.weight", [4, 16]),
        ("h.0.mlp.c_fc.bias", [16]),
        ("h.0.mlp.c_proj.weight", [16, 4]),
        ("h.0.mlp.c_proj.bias", [4]),
        ("ln_f.weight", [4]),
        ("ln_f.bias", [4]));
}
