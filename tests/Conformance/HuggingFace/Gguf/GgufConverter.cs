using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Weft.Conformance.HuggingFace;

/// <summary>
/// Makes a GGUF file of a folder, as llama.cpp's converter does: names, the order of rows that rope wants, norms with 1 added, matrices that
/// are turned, keys. https://github.com/ggml-org/llama.cpp/blob/master/convert_hf_to_gguf.py.
/// </summary>
internal static partial class GgufConverter
{
    private static readonly string[] Llamas = ["llama", "qwen2", "qwen3", "olmo2", "phi3", "gemma", "gemma2", "gemma3"];

    // In this order: of two that fit, the first is meant.
    private static readonly (string Part, string Name)[] Names =
    [
        ("model.embed_tokens", "token_embd"), ("model.norm", "output_norm"), ("lm_head", "output"), ("self_attn.q_proj", "attn_q"),
        ("self_attn.k_proj", "attn_k"), ("self_attn.v_proj", "attn_v"), ("self_attn.o_proj", "attn_output"), ("self_attn.q_norm", "attn_q_norm"),
        ("self_attn.k_norm", "attn_k_norm"), ("self_attn.qkv_proj", "attn_qkv"), ("mlp.gate_up_proj", "ffn_up"), ("mlp.gate_proj", "ffn_gate"),
        ("mlp.up_proj", "ffn_up"), ("mlp.down_proj", "ffn_down"), ("input_layernorm", "attn_norm"), ("pre_feedforward_layernorm", "ffn_norm"),
        ("post_feedforward_layernorm", "post_ffw_norm"), ("wte", "token_embd"), ("wpe", "position_embd"),
        ("ln_f", "output_norm"), ("attn.c_attn", "attn_qkv"), ("attn.c_proj", "attn_output"), ("mlp.c_fc", "ffn_up"),
        ("mlp.c_proj", "ffn_down"), ("ln_1", "attn_norm"), ("ln_2", "ffn_norm"),
    ];

    /// <summary>Makes a file; null where there is no such architecture, or files of it cannot say what the configuration does.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="store">How matrices are stored; vectors, and rows that are no whole blocks, are singles.</param>
    public static GgufWriter? Convert(string folder, Func<float[], GgufElements> store)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
        JsonElement config = document.RootElement;
        string architecture = config.GetProperty("model_type").GetString()!.Replace("_text", string.Empty, StringComparison.Ordinal);

        if ((!Llamas.Contains(architecture) && architecture != "gpt2") || HasOtherScale(config))
        {
            return null;
        }

        GgufWriter writer = new();
        _ = writer.Text("general.architecture", architecture).Text("general.name", "test").Whole("general.file_type", 0);
        WriteKeys(writer, config, architecture);
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));

        foreach (SafetensorsTensor tensor in file.Tensors.Where(static tensor => !tensor.Name.EndsWith(".attn.bias", StringComparison.Ordinal)))
        {
            (long[] shape, float[] values) = Arrange(tensor, file.ReadSingles(tensor.Name), config, architecture);
            GgufElements elements = shape.Length == 2 && shape[1] % 32 == 0 ? store(values) : GgufElements.F32(values);
            _ = writer.Tensor(NameOf(tensor.Name, architecture), elements.Type, shape, elements.Data);
        }

        return writer;
    }

    // No key has what scores are divided by: of nearly all models it is what follows from the columns of a head.
    private static bool HasOtherScale(JsonElement config) =>
        Whole(config, "query_pre_attn_scalar") is uint scalar && scalar != Whole(config, "head_dim");

    private static void WriteKeys(GgufWriter writer, JsonElement config, string architecture)
    {
        bool isGpt2 = architecture == "gpt2";
        uint size = Whole(config, isGpt2 ? "n_embd" : "hidden_size")!.Value;
        uint heads = Whole(config, isGpt2 ? "n_head" : "num_attention_heads")!.Value;
        Write("vocab_size", Whole(config, "vocab_size"));
        Write("context_length", Whole(config, isGpt2 ? "n_positions" : "max_position_embeddings"));
        Write("embedding_length", size);
        Write("block_count", Whole(config, isGpt2 ? "n_layer" : "num_hidden_layers"));
        Write("feed_forward_length", isGpt2 ? 4 * size : Whole(config, "intermediate_size"));
        Write("attention.head_count", heads);
        _ = writer.Number(
            $"{architecture}.attention.layer_norm_{(isGpt2 ? "" : "rms_")}epsilon",
            config.GetProperty(isGpt2 ? "layer_norm_epsilon" : "rms_norm_eps").GetSingle());

        if (isGpt2)
        {
            return;
        }

        uint columns = Whole(config, "head_dim") ?? size / heads;
        Write("attention.head_count_kv", Whole(config, "num_key_value_heads"));
        Write("attention.key_length", columns);
        Write("attention.value_length", columns);
        Write("rope.dimension_count", columns);
        Write("attention.sliding_window", Whole(config, "sliding_window"));
        WriteRope(writer, config, architecture, (int)columns);

        foreach (string key in (string[])["attn_logit_softcapping", "final_logit_softcapping"])
        {
            if (config.TryGetProperty(key, out JsonElement value))
            {
                _ = writer.Number($"{architecture}.{key}", value.GetSingle());
            }
        }

        void Write(string key, uint? value) => _ = value is uint number ? writer.Whole($"{architecture}.{key}", number) : writer;
    }

    private static void WriteRope(GgufWriter writer, JsonElement config, string architecture, int columns)
    {
        JsonElement rope = config.TryGetProperty("rope_parameters", out JsonElement parameters) ? parameters : config;
        double theta = rope.GetProperty("rope_theta").GetDouble();
        _ = writer.Number($"{architecture}.rope.freq_base", (float)theta);

        if (!rope.TryGetProperty("rope_type", out JsonElement type) || type.GetString() != "llama3")
        {
            return;
        }

        double factor = rope.GetProperty("factor").GetDouble();
        double low = rope.GetProperty("low_freq_factor").GetDouble();
        double high = rope.GetProperty("high_freq_factor").GetDouble();
        double length = rope.GetProperty("original_max_position_embeddings").GetDouble();
        float[] factors = [.. Enumerable.Range(0, columns / 2).Select(pair =>
        {
            double wave = 2 * Math.PI * Math.Pow(theta, 2.0 * pair / columns);
            double smooth = ((length / wave) - low) / (high - low);

            return (float)(wave < length / high ? 1 : wave > length / low ? factor : 1 / (((1 - smooth) / factor) + smooth));
        })];
        _ = writer.Tensor("rope_freqs.weight", 0, [factors.Length], GgufElements.F32(factors).Data);
    }

    private static (long[] Shape, float[] Values) Arrange(SafetensorsTensor tensor, float[] values, JsonElement config, string architecture)
    {
        long[] shape = [.. tensor.Shape];

        if (architecture == "llama" && RotatedName().Match(tensor.Name) is { Success: true } match)
        {
            uint heads = Whole(config, match.Groups["kind"].Value == "q" ? "num_attention_heads" : "num_key_value_heads")!.Value;

            return (shape, Interleave(values, (int)heads, (int)shape[0]));
        }

        if (architecture.StartsWith("gemma", StringComparison.Ordinal) && tensor.Name.EndsWith("norm.weight", StringComparison.Ordinal))
        {
            return (shape, [.. values.Select(static value => value + 1)]);
        }

        return architecture == "gpt2" && TurnedName().IsMatch(tensor.Name)
            ? ([shape[1], shape[0]], Transpose(values, (int)shape[0], (int)shape[1]))
            : (shape, values);
    }

    // Rows of a head are seen as [2, d / 2] there, and become [d / 2, 2].
    private static float[] Interleave(float[] values, int heads, int rows)
    {
        int columns = values.Length / rows;
        int half = rows / heads / 2;

        return [.. Enumerable.Range(0, heads).SelectMany(head => Enumerable.Range(0, half).SelectMany(row => Enumerable.Range(0, 2).SelectMany(part =>
        {
            int start = ((((head * 2) + part) * half) + row) * columns;

            return values[start..(start + columns)];
        })))];
    }

    private static float[] Transpose(float[] values, int rows, int columns) =>
        [.. Enumerable.Range(0, columns).SelectMany(column => Enumerable.Range(0, rows).Select(row => values[(row * columns) + column]))];

    private static string NameOf(string name, string architecture)
    {
        string suffix = name[name.LastIndexOf('.')..];
        string layer = LayerName().Match(name) is { Success: true } match ? $"blk.{match.Groups["layer"].Value}." : string.Empty;
        bool isNormBehind = architecture is "gemma2" or "gemma3" or "olmo2";
        string body = Names.FirstOrDefault(entry => $"{name}.".Contains($"{entry.Part}.", StringComparison.Ordinal)).Name
            ?? (name.Contains("post_attention_layernorm", StringComparison.Ordinal)
                ? isNormBehind ? "post_attention_norm" : "ffn_norm"
                : throw new InvalidDataException($"'{name}' has no name in GGUF."));

        return layer + body + suffix;
    }

    private static uint? Whole(JsonElement config, string key) =>
        config.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetUInt32() : null;

    [GeneratedRegex(@"self_attn\.(?<kind>[qk])_proj\.", RegexOptions.CultureInvariant)]
    private static partial Regex RotatedName();

    [GeneratedRegex(@"\.c_(attn|proj|fc)\.weight$", RegexOptions.CultureInvariant)]
    private static partial Regex TurnedName();

    [GeneratedRegex(@"(layers|h)\.(?<layer>\d+)\.", RegexOptions.CultureInvariant)]
    private static partial Regex LayerName();
}
