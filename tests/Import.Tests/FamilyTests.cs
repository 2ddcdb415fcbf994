using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using Weft.Generator;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Weft.Import.Configuration;
using Weft.Import.Exporting;
using Weft.Import.Families;
using Weft.Import.Loading;
using Weft.Import.Specifications;
using Weft.Import.Tensors;
using Weft.Tool.Compilation;
using Xunit;

namespace Weft.Import.Tests;

/// <summary>Configurations as published models of each family have them, in small: what is unlike the usual, and that nothing is without a rule.</summary>
public sealed class FamilyTests
{
    private const string Sizes = """
        "vocab_size": 64, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 48,
        "max_position_embeddings": 128, "attention_dropout": 0.0, "initializer_range": 0.02, "use_cache": true, "torch_dtype": "bfloat16"
        """;

    private const string Gpt2Sizes = """
        "vocab_size": 64, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 128, "embd_pdrop": 0.1, "layer_norm_epsilon": 1e-5
        """;

    private const string BartSizes = """
        "vocab_size": 64, "d_model": 32, "encoder_layers": 2, "decoder_layers": 1, "encoder_attention_heads": 4, "decoder_attention_heads": 4,
        "encoder_ffn_dim": 48, "decoder_ffn_dim": 48, "max_position_embeddings": 128, "activation_function": "relu", "scale_embedding": true,
        "is_encoder_decoder": true, "num_hidden_layers": 2, "decoder_start_token_id": 2, "num_beams": 4, "static_position_embeddings": true
        """;

    [Theory]
    [InlineData("arcee", "\"mlp_bias\": false, \"rms_norm_eps\": 1e-5, \"hidden_act\": \"relu2\"", "activation: relu_squared; norm: rmsnorm; bias: false")]
    [InlineData("albert", "\"type_vocab_size\": 2, \"embedding_size\": 16, \"hidden_act\": \"gelu_new\", \"num_hidden_groups\": 1, \"inner_group_num\": 1, \"net_structure_type\": 0, \"architectures\": [\"AlbertForMaskedLM\"]", "embedding_size: 16; shared_layers: true; tie_embeddings: true; head: { activation: gelu_tanh, norm: true }")]
    [InlineData("cohere2", "\"logit_scale\": 0.25, \"sliding_window\": 8, \"sliding_window_pattern\": 2", "rope_pattern: [rope, none]; window: 8; window_pattern: [local, global]")]
    [InlineData("exaone4", "\"sliding_window\": 8, \"sliding_window_pattern\": \"LG\", \"layer_types\": [\"sliding_attention\", \"full_attention\"]", "query_key_norm: head; norm_placement: output; rope_pattern: [rope, none]; window_pattern: [local, global]")]
    [InlineData("smollm3", "\"no_rope_layers\": [1, 0], \"use_sliding_window\": false, \"sliding_window\": null, \"rope_theta\": 5e6", "rope_pattern: [rope, none]; rope_theta: 5000000")]
    [InlineData("cohere", "\"logit_scale\": 0.0625, \"use_qk_norm\": false, \"layer_norm_eps\": 1e-5", "norm_bias: false; parallel_sublayers: one_norm; logit_scale: 0.0625; tie_embeddings: true")]
    [InlineData("ernie4_5", "\"use_bias\": false, \"head_dim\": 8, \"rope_theta\": 500000.0", "rope_theta: 500000; bias: false; tie_embeddings: true")]
    [InlineData("helium", "\"attention_bias\": true, \"mlp_bias\": false, \"head_dim\": 8", "norm_epsilon: 1e-08; query_key_value_bias: true")]
    [InlineData("gemma", "\"head_dim\": 16, \"hidden_act\": \"gelu\", \"hidden_activation\": null", "activation: geglu_tanh; d_key: 16; scale_embeddings: true")]
    [InlineData("gemma3_text", "\"head_dim\": 16, \"sliding_window\": 8, \"sliding_window_pattern\": 2, \"rope_theta\": 1e6, \"rope_local_base_freq\": 1e4, \"query_pre_attn_scalar\": 16", "norm_placement: sandwich; query_key_norm: head; rope_theta: 1000000; rope_local_theta: 10000; attention_scale: 0.25; window: 8; window_pattern: [local, global]")]
    [InlineData("gemma3_text", "\"head_dim\": 16, \"sliding_window\": 8, \"rope_theta\": 1e6, \"rope_local_base_freq\": 1e4, \"rope_scaling\": {\"factor\": 8.0, \"rope_type\": \"linear\"}", "rope_local_theta: 10000; rope_scaling: { type: linear, factor: 8 }")]
    [InlineData("gemma3_text", "\"head_dim\": 16, \"sliding_window\": 8, \"rope_parameters\": {\"full_attention\": {\"rope_theta\": 1e6, \"rope_type\": \"linear\", \"factor\": 4.0}, \"sliding_attention\": {\"rope_theta\": 1e4, \"rope_type\": \"default\"}}", "rope_theta: 1000000; rope_scaling: { type: linear, factor: 4 }")]
    [InlineData("glm", "\"head_dim\": 8, \"attention_bias\": true, \"partial_rotary_factor\": 0.5", "rope_fraction: 0.5; bias: false; query_key_value_bias: true")]
    [InlineData("glm4", "\"head_dim\": 8, \"attention_bias\": false, \"partial_rotary_factor\": 0.5", "norm_placement: sandwich; rope_fraction: 0.5")]
    [InlineData("granite", "\"attention_multiplier\": 0.25, \"embedding_multiplier\": 12.0, \"logits_scaling\": 8.0, \"residual_multiplier\": 0.22", "attention_scale: 0.25; logit_scale: 0.125; embedding_scale: 12; residual_scale: 0.22")]
    [InlineData("olmo3", "\"sliding_window\": 8, \"layer_types\": [\"sliding_attention\", \"full_attention\"], \"attention_bias\": false", "norm_placement: output; query_key_norm: all; window: 8; window_pattern: [local, global]")]
    [InlineData("seed_oss", "\"head_dim\": 16, \"attention_bias\": true, \"attention_out_bias\": false, \"residual_dropout\": 0.1", "d_key: 16; query_key_value_bias: true; bias: false")]
    [InlineData("mistral", "\"sliding_window\": null, \"num_key_value_heads\": 2, \"head_dim\": 8", "kv_heads: 2; d_ff: 48")]
    [InlineData("mixtral", "\"num_local_experts\": 4, \"num_experts_per_tok\": 1, \"router_aux_loss_coef\": 0.02, \"sliding_window\": 8, \"num_key_value_heads\": 2", "experts: { count: 4, active: 1 }; kv_heads: 2; window: 8; d_ff: 48")]
    [InlineData("qwen2_moe", "\"num_experts\": 6, \"num_experts_per_tok\": 3, \"norm_topk_prob\": false, \"moe_intermediate_size\": 24, \"shared_expert_intermediate_size\": 40, \"mlp_only_layers\": [], \"decoder_sparse_step\": 1, \"use_sliding_window\": false, \"sliding_window\": 16, \"max_window_layers\": 2", "experts: { count: 6, active: 3, normalize: false, shared_d_ff: 40, shared_gate: true }; d_ff: 24; query_key_value_bias: true")]
    [InlineData("qwen3_moe", "\"num_experts\": 6, \"num_experts_per_tok\": 3, \"norm_topk_prob\": true, \"moe_intermediate_size\": 24, \"mlp_only_layers\": [], \"decoder_sparse_step\": 1, \"head_dim\": 16, \"use_sliding_window\": false, \"sliding_window\": null, \"max_window_layers\": 2", "experts: { count: 6, active: 3 }; d_ff: 24; query_key_norm: head; d_key: 16")]
    [InlineData("olmoe", "\"num_experts\": 6, \"num_experts_per_tok\": 3, \"norm_topk_prob\": false, \"clip_qkv\": null, \"rms_norm_eps\": 1e-5", "experts: { count: 6, active: 3, normalize: false }; d_ff: 48; query_key_norm: all")]
    [InlineData("nemotron", "\"hidden_act\": \"relu2\", \"partial_rotary_factor\": 0.5, \"norm_eps\": 1e-5", "activation: relu_squared; rope_fraction: 0.5")]
    [InlineData("olmo", "\"clip_qkv\": null", "norm_bias: false; bias: false")]
    [InlineData("persimmon", "\"qk_layernorm\": true, \"partial_rotary_factor\": 0.5", "query_key_norm: head; activation: relu_squared")]
    [InlineData("qwen2", "\"use_sliding_window\": true, \"sliding_window\": 8, \"max_window_layers\": 1", "window: 8; window_pattern: [global, local]; query_key_value_bias: true")]
    [InlineData("stablelm", "\"use_qkv_bias\": true, \"partial_rotary_factor\": 0.25, \"use_parallel_residual\": false, \"layer_norm_eps\": 1e-5", "rope_fraction: 0.25; query_key_value_bias: true; activation: swiglu")]
    [InlineData("starcoder2", "\"use_bias\": true, \"norm_epsilon\": 1e-5, \"sliding_window\": 16, \"num_key_value_heads\": 2, \"residual_dropout\": 0.1", "activation: gelu_tanh; window: 16; tie_embeddings: true")]
    [InlineData("biogpt", "\"scale_embedding\": true, \"layer_norm_eps\": 1e-12, \"activation_dropout\": 0.0", "positional_encoding: learned; scale_embeddings: true")]
    [InlineData("xlm-roberta", "\"type_vocab_size\": 1, \"pad_token_id\": 1, \"layer_norm_eps\": 1e-5", "token_types: 1; max_length: 126; embedding_norm: true")]
    [InlineData("mpnet", "\"relative_attention_num_buckets\": 32, \"pad_token_id\": 1, \"layer_norm_eps\": 1e-12", "positional_encoding: learned; relative_bias: { buckets: 32, max_distance: 128 }; max_length: 126; output: hidden")]
    [InlineData("electra", "\"type_vocab_size\": 2, \"embedding_size\": 32, \"summary_type\": \"first\"", "token_types: 2; norm_epsilon: 1e-12")]
    [InlineData("electra", "\"type_vocab_size\": 2, \"embedding_size\": 16, \"architectures\": [\"ElectraForMaskedLM\"]", "embedding_size: 16; tie_embeddings: true; head: { activation: gelu, norm: true }")]
    public void Configuration_SaysWhatIsUnusual(string family, string keys, string expected) => Check(family, $"{Sizes}, {keys}", expected);

    [Theory]
    [InlineData("gpt_bigcode", "\"multi_query\": true, \"activation_function\": \"gelu_pytorch_tanh\", \"attention_softmax_in_fp32\": true", "kv_heads: 1; activation: gelu_tanh")]
    [InlineData("codegen", "\"rotary_dim\": 4, \"activation_function\": \"gelu_new\", \"n_ctx\": 128", "parallel_sublayers: one_norm; rope_fraction: 0.5; output_bias: true")]
    [InlineData("openai-gpt", "\"afn\": \"gelu\", \"n_ctx\": 128", "activation: gelu_tanh; positional_encoding: learned; tie_embeddings: true")]
    public void RelativesOfGpt2_SayWhatIsUnusual(string family, string keys, string expected) => Check(family, $"{Gpt2Sizes}, {keys}", expected);

    [Theory]
    [InlineData("blenderbot", "\"normalize_before\": true, \"add_final_layer_norm\": true", "norm_placement: pre; positional_encoding: learned; output_bias: true")]
    [InlineData("m2m_100", "\"pad_token_id\": 1", "norm_placement: pre; positional_encoding: learned; share_embeddings: true")]
    [InlineData("mbart", "\"normalize_before\": true, \"add_final_layer_norm\": true, \"normalize_embedding\": true", "norm_placement: pre; embedding_norm: true; scale_embeddings: true")]
    [InlineData("pegasus", "\"normalize_before\": true, \"add_final_layer_norm\": true, \"normalize_embedding\": false, \"extra_pos_embeddings\": 1", "norm_placement: pre; positional_encoding: learned")]
    [InlineData("marian", "\"normalize_before\": false, \"normalize_embedding\": false, \"decoder_vocab_size\": 64", "layers: { encoder: 2, decoder: 1 }; output_bias: true; share_embeddings: true")]
    [InlineData("marian", "\"share_encoder_decoder_embeddings\": false, \"decoder_vocab_size\": 80", "vocabulary: { source: 64, target: 80 }; tie_embeddings: true")]
    public void RelativesOfBart_SayWhatIsUnusual(string family, string keys, string expected) => Check(family, $"{BartSizes}, {keys}", expected);

    [Theory]
    [InlineData("bert", "BertForSequenceClassification", "\"num_labels\": 3", "output: classes; outputs: 3; head: { activation: tanh }; output_bias: true")]
    [InlineData("bert", "BertForSequenceClassification", "\"num_labels\": 1", "output: values; outputs: 1")]
    [InlineData("bert", "BertForSequenceClassification", "\"problem_type\": \"multi_label_classification\", \"id2label\": {\"0\": \"a\", \"1\": \"b\"}", "output: classes; loss: binary_cross_entropy; outputs: 2")]
    [InlineData("bert", "BertForSequenceClassification", "\"problem_type\": \"regression\", \"num_labels\": 4", "output: values; outputs: 4")]
    [InlineData("bert", "BertForTokenClassification", "\"num_labels\": 5", "output: token_classes; outputs: 5; output_bias: true")]
    [InlineData("bert", "BertForQuestionAnswering", "\"num_labels\": 2", "output: token_classes; outputs: 2")]
    [InlineData("bert", "BertModel", "\"num_labels\": 2", "output: hidden")]
    [InlineData("electra", "ElectraForPreTraining", "\"embedding_size\": 32", "output: token_classes; loss: binary_cross_entropy; outputs: 1")]
    [InlineData("modernbert", "ModernBertForSequenceClassification", "\"classifier_pooling\": \"mean\", \"num_labels\": 3", "output: classes; pooling: mean; outputs: 3; head: { activation: gelu, bias: false, norm: true }")]
    [InlineData("modernbert", "ModernBertForSequenceClassification", "\"classifier_pooling\": \"cls\", \"num_labels\": 1", "output: values; outputs: 1")]
    [InlineData("modernbert", "ModernBertForTokenClassification", "\"num_labels\": 3", "output: token_classes; head: { activation: gelu, bias: false, norm: true }")]
    [InlineData("llama", "LlamaForSequenceClassification", "\"num_labels\": 3, \"tie_word_embeddings\": true", "output: classes; outputs: 3")]
    [InlineData("llama", "LlamaForTokenClassification", "\"num_labels\": 3", "output: token_classes; outputs: 3; output_bias: true")]
    [InlineData("llama", "LlamaModel", "\"tie_word_embeddings\": true", "output: hidden")]
    [InlineData("qwen3", "Qwen3ForSequenceClassification", "\"num_labels\": 1, \"head_dim\": 8", "output: values; outputs: 1; query_key_norm: head")]
    [InlineData("phi", "PhiForSequenceClassification", "\"num_labels\": 3", "output: classes; parallel_sublayers: one_norm")]
    [InlineData("granite", "GraniteModel", "\"logits_scaling\": 8.0", "output: hidden")]
    public void Class_DecidesTheHead(string family, string name, string keys, string expected) => Check(
        family, $"\"architectures\": [\"{name}\"], {(family is "bert" or "electra" ? "\"type_vocab_size\": 2, " : "")}{Sizes}, {keys}", expected);

    [Theory]
    [InlineData("ViTForImageClassification", "\"num_labels\": 3", "image: { height: 24, width: 24, patch: 8 }; output: classes; outputs: 3; output_bias: true; positional_encoding: learned")]
    [InlineData("ViTForImageClassification", "\"num_channels\": 1, \"qkv_bias\": false, \"num_labels\": 1", "image: { height: 24, width: 24, patch: 8, channels: 1 }; output: values; query_key_value_bias: false")]
    [InlineData("ViTModel", "\"pooler_act\": \"tanh\", \"pooler_output_size\": 32, \"encoder_stride\": 16", "output: hidden; norm_placement: pre; norm_epsilon: 1e-12")]
    public void Vit_ReadsImages(string name, string keys, string expected) => Check(
        "vit",
        $"""
        "architectures": ["{name}"], "image_size": 24, "patch_size": 8, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
        "intermediate_size": 48, "hidden_act": "gelu", "hidden_dropout_prob": 0.0, {keys}
        """,
        expected);

    [Fact]
    public void Vit_WithPatchesThatDoNotCover_IsRefused() => Assert.Contains(
        "'patch_size: 7' changes the arithmetic and is not supported",
        Assert.Throws<ImportException>(() => Check(
            "vit",
            "\"image_size\": 24, \"patch_size\": 7, \"hidden_size\": 32, \"num_hidden_layers\": 2, \"num_attention_heads\": 4, \"intermediate_size\": 48", "")).Message);

    [Fact]
    public void ProblemType_OfAnotherKind_IsRefused()
    {
        ImportException exception = Assert.Throws<ImportException>(() => Check(
            "bert", $"\"architectures\": [\"BertForSequenceClassification\"], \"type_vocab_size\": 2, {Sizes}, \"problem_type\": \"ranking\"", ""));

        Assert.Contains("'problem_type: \"ranking\"' changes the arithmetic and is not supported", exception.Message);
    }

    [Theory]
    [InlineData(
        "t5", "\"feed_forward_proj\": \"relu\"",
        "architecture: encoder-decoder; norm: rmsnorm; positional_encoding: none; relative_bias: { buckets: 16, max_distance: 128 }; attention_scale: 1; logit_scale: 0.17677669; tie_embeddings: true")]
    [InlineData(
        "t5", "\"feed_forward_proj\": \"gated-gelu\", \"tie_word_embeddings\": false, \"num_decoder_layers\": 1",
        "layers: { encoder: 2, decoder: 1 }; activation: geglu_tanh; share_embeddings: true")]
    [InlineData("mt5", "\"feed_forward_proj\": \"gated-silu\", \"dense_act_fn\": \"silu\", \"is_gated_act\": true", "activation: swiglu")]
    [InlineData("t5", "\"feed_forward_proj\": \"relu\", \"architectures\": [\"T5EncoderModel\"]", "architecture: encoder; output: hidden; layers: 2; d_key: 16")]
    public void T5_HasBiasesByDistance(string family, string keys, string expected) => Check(
        family,
        $"""
        "vocab_size": 64, "d_model": 32, "d_kv": 16, "d_ff": 48, "num_layers": 2, "num_heads": 4, "n_positions": 128, "dropout_rate": 0.1,
        "relative_attention_num_buckets": 16, "output_past": true, "is_encoder_decoder": true, {keys}
        """,
        expected);

    [Fact]
    public void Bart_MayHaveAnEncoderOfOtherSizes() => Check(
        "bart",
        BartSizes.Replace("\"encoder_attention_heads\": 4", "\"encoder_attention_heads\": 8", StringComparison.Ordinal)
            .Replace("\"encoder_ffn_dim\": 48", "\"encoder_ffn_dim\": 64", StringComparison.Ordinal),
        "encoder: { heads: 8, d_ff: 64 }; heads: 4; d_ff: 48");

    [Fact]
    public void Xglm_HasWavesForPositions() => Check(
        "xglm",
        """
        "vocab_size": 64, "d_model": 32, "num_layers": 2, "attention_heads": 4, "ffn_dim": 48, "max_position_embeddings": 128, "layerdrop": 0.0
        """,
        "positional_encoding: learned; tie_embeddings: true; scale_embeddings: true");

    [Fact]
    public void GptNeo_ScoresAreNotScaled() => Check(
        "gpt_neo",
        """
        "vocab_size": 64, "hidden_size": 32, "num_layers": 2, "num_heads": 4, "intermediate_size": null, "max_position_embeddings": 128,
        "attention_types": [[["global", "local"], 1]], "attention_layers": ["global", "local"], "window_size": 16, "embed_dropout": 0.0
        """,
        "attention_scale: 1; window: 16; window_pattern: [global, local]; query_key_value_bias: false");

    [Fact]
    public void Mpt_HasNoBiases() => Check(
        "mpt",
        """
        "vocab_size": 64, "d_model": 32, "n_layers": 2, "n_heads": 4, "expansion_ratio": 4, "max_seq_len": 128, "no_bias": true,
        "attn_config": {"alibi": true, "alibi_bias_max": 8, "attn_impl": "torch", "attn_pdrop": 0, "attn_type": "multihead_attention",
        "clip_qkv": null, "prefix_lm": false, "qk_ln": false, "softmax_scale": null}, "norm_type": "low_precision_layernorm"
        """,
        "norm_bias: false; positional_encoding: alibi; bias: false");

    [Fact]
    public void EverySettingThatFilesCarry_IsKnownToLoading() => Assert.All(
        SpecificationKeys.Values.Where(static key => key.Meaning.Effect == KeyEffect.Function),
        static key => Assert.True(FunctionSettings.IsKnown(key.Name), key.Name));

    // What a compiled model says of itself is what the import says.
    private static void CheckFunction(ImportedSpecification specification, ModelSpecification read) => Assert.Empty(FunctionSettings.Differences(
        specification, FunctionSettings.Parse(string.Concat(FunctionText.Of(read))), read.MaxLength));

    private static void Check(string modelType, string configuration, string expected)
    {
        using JsonDocument json = JsonDocument.Parse($"{{\"model_type\": \"{modelType}\", {configuration}}}");
        ConfigurationSection config = new("config.json", prefix: string.Empty, json.RootElement);
        Family family = FamilyList.Find(config, "config.json");
        ImportedSpecification specification = family.Read(config) with { Model = "Tiny" };
        config.CheckAllRead();
        string text = SpecificationWriter.Write(specification, "test");
        string[] lines = text.Split('\n');

        Assert.All(expected.Split("; "), line => Assert.Contains(line, lines));
        SpecificationResult read = SpecificationReader.Read("tiny.yaml", text, "Test");
        Assert.Empty(read.Problems);
        CheckFunction(specification, read.Specification!);
        Assert.Equal(
            GraphBuilder.Build(read.Specification!).ParameterCount, CanonicalParameters.Of(specification).Sum(static parameter => parameter.Count));
        Assert.All(
            CanonicalParameters.Of(specification),
            parameter => Assert.True(family.Rules.Any(rule => NamePattern.Match(rule.Target, parameter.Name) is not null), parameter.Name));
        CheckExport(modelType, specification, read.Specification!);
    }

    // A configuration that is made of the model alone is read as the same model.
    private static void CheckExport(string modelType, ImportedSpecification specification, ModelSpecification read)
    {
        ModelDescription description = DescribedModel.Of(ModelCompiler.Lower(read, CancellationToken.None));
        FoundConfiguration found = new FamilyChoice(new ModelForm(description)).Find(modelType);

        // A window may hide nothing, which is as good as none.
        string text = SpecificationWriter.Write(found.Specification with { Model = "Tiny" }, "test");
        Assert.Equal(SpecificationWriter.Write(specification, "test"), text.Replace($"window: {read.MaxLength}\n", "", StringComparison.Ordinal));

        // Files of decoders have the projection to classes of tokens under one of two names.
        if (specification is { Architecture: "decoder", Output: "token_classes" })
        {
            Assert.Throws<ExportException>(() => ExportMap.Create(found));
        }
        else
        {
            Assert.NotEmpty(ExportMap.Create(found).Tensors);
        }
    }
}
