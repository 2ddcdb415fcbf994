using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Weft.Generator.Specification;

/// <summary>The table of keys: every name, type, range, constant default and meaning, in the order of the documentation.</summary>
internal static partial class SpecificationKeys
{
    public static readonly NameKey Model = new("model", dotted: false) { Meaning = Meaning.OfModel(static model => model.Model) };

    public static readonly NameKey Namespace = new("namespace", dotted: true)
    {
        Meaning = Meaning.OfSurroundings(static model => model.Namespace),
    };

    public static readonly ChoiceKey<Architecture> Architecture = new(
        "architecture",
        new(
            ("decoder", Specification.Architecture.Decoder),
            ("encoder", Specification.Architecture.Encoder),
            ("encoder-decoder", Specification.Architecture.EncoderDecoder)),
        null)
    {
        Meaning = Meaning.OfModel(static model => model.Architecture),
    };

    public static readonly SidesKey Vocabulary = new(
        "vocabulary",
        ("source", Meaning.OfModel(static model => model.SourceVocabulary)),
        ("target", Meaning.OfModel(static model => model.TargetVocabulary)),
        Limits.Rows);

    public static readonly IntegerKey TokenTypes = new("token_types", 1, Limits.Rows)
    {
        Meaning = Meaning.OfModel(static model => model.TokenTypes),
    };

    public static readonly ChoiceKey<OutputForm> Output = new(
        "output",
        new(
            ("hidden", OutputForm.Hidden),
            ("vocabulary", OutputForm.Vocabulary),
            ("classes", OutputForm.Classes),
            ("token_classes", OutputForm.TokenClasses),
            ("values", OutputForm.Values)),
        null)
    {
        Meaning = Meaning.OfModel(static model => model.Output),
    };

    public static readonly ChoiceKey<PoolingForm> Pooling = new(
        "pooling",
        new(("first", PoolingForm.First), ("mean", PoolingForm.Mean), ("last", PoolingForm.Last)),
        null)
    {
        Meaning = Meaning.OfFunction(static model => model.Pooling) with { AppliesTo = static model => model.Pooling is not null },
    };

    public static readonly ChoiceKey<LossFunction> Loss = new(
        "loss",
        new(
            ("cross_entropy", LossFunction.CrossEntropy),
            ("binary_cross_entropy", LossFunction.BinaryCrossEntropy),
            ("mean_squared_error", LossFunction.MeanSquaredError)),
        null)
    {
        Meaning = Meaning.OfModel(static model => model.Loss),
    };

    public static readonly IntegerKey Outputs = new("outputs", 1, Limits.Rows)
    {
        Meaning = Meaning.OfModel(static model => model.Outputs) with { AppliesTo = static model => model.Output >= OutputForm.Classes },
    };

    public static readonly IntegerKey MaxLength = new("max_length", 1, Limits.Rows)
    {
        Meaning = Meaning.OfModel(static model => model.MaxLength),
    };

    public static readonly IntegerKey ModelSize = new("d_model", 1, Limits.Columns)
    {
        Meaning = Meaning.OfModel(static model => model.ModelSize),
    };

    public static readonly IntegerKey EmbeddingSize = new("embedding_size", 1, Limits.Columns)
    {
        Meaning = Meaning.OfModel(static model => model.EmbeddingSize) with
        {
            AppliesTo = static model => model.EmbeddingSize != model.ModelSize,
        },
    };

    public static readonly SidesKey Layers = new(
        "layers",
        ("encoder", Meaning.OfModel(static model => model.EncoderLayers)),
        ("decoder", Meaning.OfModel(static model => model.DecoderLayers)),
        Limits.Layers);

    public static readonly BooleanKey SharedLayers = new("shared_layers", false)
    {
        Meaning = Meaning.OfModel(static model => model.SharedLayers) with { AppliesTo = static model => model.SharedLayers },
    };

    public static readonly ChoiceKey<Mixer> Mixer = new(
        "mixer",
        new(("attention", Specification.Mixer.Attention), ("gru", Specification.Mixer.Gru)),
        Specification.Mixer.Attention)
    {
        Meaning = Meaning.OfFunction(static model => model.Mixer) with { AppliesTo = static model => model.IsRecurrent },
    };

    public static readonly IntegerKey Heads = new("heads", 1, Limits.Heads)
    {
        Meaning = Meaning.OfFunction(static model => model.Heads) with { AppliesTo = static model => !model.IsRecurrent },
    };

    public static readonly IntegerKey KeyValueHeads = new("kv_heads", 1, Limits.Heads)
    {
        Meaning = Meaning.OfModel(static model => model.KeyValueHeads),
    };

    public static readonly IntegerKey FeedForwardSize = new("d_ff", 1, Limits.FeedForwardColumns)
    {
        Meaning = Meaning.OfModel(static model => model.FeedForwardSize),
    };

    public static readonly ChoiceKey<Activation> Activation = new(
        "activation",
        new([.. ActivationChoice.All.Select(static choice => (choice.Name, choice.Activation))]),
        Specification.Activation.Relu)
    {
        Meaning = Meaning.OfFunction(static model => model.Activation),
    };

    public static readonly IntegerKey KeySize = new("d_key", 1, Limits.Columns)
    {
        Meaning = Meaning.OfModel(static model => model.KeySize),
    };

    public static readonly IntegerKey ValueSize = new("d_value", 1, Limits.Columns)
    {
        Meaning = Meaning.OfModel(static model => model.ValueSize),
    };

    public static readonly ChoiceKey<Normalization> Normalization = new(
        "norm",
        new(("layernorm", Specification.Normalization.LayerNorm), ("rmsnorm", Specification.Normalization.RmsNorm)),
        Specification.Normalization.LayerNorm)
    {
        Meaning = Meaning.OfModel(static model => model.Normalization),
    };

    public static readonly NumberKey NormalizationEpsilon = new(
        "norm_epsilon", "above 0, at most 1", static value => value is > 0f and <= 1f, 1e-5f)
    {
        Meaning = Meaning.OfFunction(static model => model.NormalizationEpsilon),
    };

    public static readonly ChoiceKey<NormPlacement> NormPlacement = new(
        "norm_placement",
        new(
            ("pre", Specification.NormPlacement.Pre),
            ("post", Specification.NormPlacement.Post),
            ("sandwich", Specification.NormPlacement.Sandwich),
            ("output", Specification.NormPlacement.Output)),
        Specification.NormPlacement.Post)
    {
        Meaning = Meaning.OfFunction(static model => model.NormPlacement),
    };

    public static readonly BooleanKey FinalNorm = new("final_norm", null) { Meaning = Meaning.OfModel(static model => model.FinalNorm) };

    public static readonly BooleanKey FirstNorm = new("first_norm", true) { Meaning = Meaning.OfModel(static model => model.FirstNorm) };

    public static readonly BooleanKey EmbeddingNorm = new("embedding_norm", false)
    {
        Meaning = Meaning.OfModel(static model => model.EmbeddingNorm),
    };

    public static readonly ChoiceKey<QueryKeyNorm> QueryKeyNorm = new(
        "query_key_norm",
        new(
            ("none", Specification.QueryKeyNorm.None), ("head", Specification.QueryKeyNorm.Head), ("all", Specification.QueryKeyNorm.All)),
        Specification.QueryKeyNorm.None)
    {
        Meaning = Meaning.OfModel(static model => model.QueryKeyNorm),
    };

    public static readonly ChoiceKey<ParallelSublayers> ParallelSublayers = new(
        "parallel_sublayers",
        new(
            ("none", Specification.ParallelSublayers.None),
            ("one_norm", Specification.ParallelSublayers.OneNorm),
            ("two_norms", Specification.ParallelSublayers.TwoNorms)),
        Specification.ParallelSublayers.None)
    {
        Meaning = Meaning.OfFunction(static model => model.ParallelSublayers) with
        {
            AppliesTo = static model => model.ParallelSublayers != Specification.ParallelSublayers.None,
        },
    };

    public static readonly ChoiceKey<PositionalEncoding> PositionalEncoding = new(
        "positional_encoding",
        new(
            ("sinusoidal", Specification.PositionalEncoding.Sinusoidal),
            ("learned", Specification.PositionalEncoding.Learned),
            ("rope", Specification.PositionalEncoding.Rope),
            ("alibi", Specification.PositionalEncoding.Alibi),
            ("none", Specification.PositionalEncoding.None)),
        Specification.PositionalEncoding.Sinusoidal)
    {
        Meaning = Meaning.OfFunction(static model => model.PositionalEncoding),
    };

    public static readonly NumberKey RopeTheta = new("rope_theta", "above 0", static value => value > 0f, 10_000f)
    {
        Meaning = Meaning.OfFunction(static model => model.RopeTheta) with
        {
            AppliesTo = static model => model.PositionalEncoding == Specification.PositionalEncoding.Rope,
        },
    };

    public static readonly NumberKey RopeFraction = new(
        "rope_fraction", "above 0, at most 1", static value => value is > 0f and <= 1f, 1f)
    {
        Meaning = Meaning.OfFunction(static model => model.RopeFraction) with { AppliesTo = static model => model.RopeFraction < 1 },
    };

    public static readonly NumberKey RopeLocalTheta = new("rope_local_theta", "above 0", static value => value > 0f, null)
    {
        Meaning = Meaning.OfFunction(static model => model.RopeLocalTheta) with
        {
            AppliesTo = static model => !model.RopeLocalTheta.Equals(model.RopeTheta),
        },
    };

    public static readonly PatternKey RopePattern = new("rope_pattern", no: "none", yes: "rope")
    {
        Meaning = Meaning.OfFunction(static model => model.Turns) with
        {
            AppliesTo = static model => model.Turns.Any(static isTurned => !isTurned),
        },
    };

    public static readonly NumberKey AttentionScale = new("attention_scale", "above 0", static value => value > 0f, null)
    {
        Meaning = Meaning.OfFunction(static model => model.AttentionScale) with
        {
            AppliesTo = static model => !model.AttentionScale.Equals(ModelSpecification.UsualScale(model.KeySize)),
        },
    };

    public static readonly NumberKey AttentionSoftCap = new("attention_soft_cap", "above 0", static value => value > 0f, null)
    {
        Meaning = Meaning.OfFunction(static model => model.AttentionSoftCap) with
        {
            AppliesTo = static model => model.AttentionSoftCap > 0,
        },
    };

    public static readonly NumberKey LogitScale = Multiplier("logit_scale", static model => model.LogitScale);

    public static readonly NumberKey EmbeddingScale = Multiplier("embedding_scale", static model => model.EmbeddingScale);

    public static readonly NumberKey ResidualScale = Multiplier("residual_scale", static model => model.ResidualScale);

    public static readonly NumberKey LogitSoftCap = new("logit_soft_cap", "above 0", static value => value > 0f, null)
    {
        Meaning = Meaning.OfFunction(static model => model.LogitSoftCap) with { AppliesTo = static model => model.LogitSoftCap > 0 },
    };

    public static readonly ChoiceKey<Masking> Masking = new(
        "masking",
        new(("causal", Specification.Masking.Causal), ("padding", Specification.Masking.Padding))
        {
            Refused = ImmutableDictionary<string, string>.Empty.Add(
                "none", "padding is never attended to, so that a sequence gives the same in every batch"),
        },
        null)
    {
        Meaning = Meaning.OfFunction(static model => model.Masking),
    };

    public static readonly IntegerKey Window = new("window", 1, Limits.Rows) { Meaning = Meaning.OfFunction(static model => model.Window) };

    public static readonly PatternKey WindowPattern = new("window_pattern", no: "local", yes: "global")
    {
        Meaning = Meaning.OfFunction(static model => model.SeesAll) with { AppliesTo = static model => model.SeesAll.Count > 1 },
    };

    public static readonly BooleanKey Bias = new("bias", true) { Meaning = Meaning.OfModel(static model => model.Bias) };

    public static readonly BooleanKey QueryKeyValueBias = new("query_key_value_bias", null)
    {
        Meaning = Meaning.OfModel(static model => model.QueryKeyValueBias),
    };

    public static readonly BooleanKey AttentionOutputBias = new("attention_output_bias", null)
    {
        Meaning = Meaning.OfModel(static model => model.AttentionOutputBias),
    };

    public static readonly BooleanKey FeedForwardBias = new("feed_forward_bias", null)
    {
        Meaning = Meaning.OfModel(static model => model.FeedForwardBias),
    };

    public static readonly BooleanKey NormBias = new("norm_bias", true) { Meaning = Meaning.OfModel(static model => model.NormBias) };

    public static readonly BooleanKey OutputBias = new("output_bias", false)
    {
        Meaning = Meaning.OfModel(static model => model.OutputBias),
    };

    public static readonly BooleanKey TieEmbeddings = new("tie_embeddings", false)
    {
        Meaning = Meaning.OfModel(static model => model.TieEmbeddings),
    };

    public static readonly BooleanKey ShareEmbeddings = new("share_embeddings", false)
    {
        Meaning = Meaning.OfModel(static model => model.ShareEmbeddings),
    };

    public static readonly ChoiceKey<Initialization> Initialization = new(
        "initialization",
        new(
            ("pytorch", Specification.Initialization.PyTorch),
            ("gpt2", Specification.Initialization.Gpt2),
            ("xavier", Specification.Initialization.Xavier),
            ("fairseq", Specification.Initialization.Fairseq)),
        Specification.Initialization.PyTorch)
    {
        Meaning = Meaning.OfModel(static model => model.Initialization),
    };

    public static readonly BooleanKey ScaleEmbeddings = new("scale_embeddings", false)
    {
        Meaning = Meaning.OfFunction(static model => model.ScaleEmbeddings),
    };

    public static readonly NumberKey Dropout = Rate("dropout", 0f, Meaning.OfModel(static model => model.Dropout));

    public static readonly NumberKey AttentionDropout = Rate("attention_dropout", null, Meaning.OfModel(
        static model => model.AttentionDropout) with
        {
            AppliesTo = static model => !model.AttentionDropout.Equals(model.Dropout),
            IsLater = true,
        });

    public static readonly NumberKey ActivationDropout = Rate("activation_dropout", 0f, Meaning.OfModel(
        static model => model.ActivationDropout) with
        {
            AppliesTo = static model => model.ActivationDropout > 0,
            IsLater = true,
        });

    public static readonly NumberKey LabelSmoothing = new("label_smoothing", "from 0 to 1", static value => value is >= 0f and <= 1f, 0f)
    {
        Meaning = Meaning.OfModel(static model => model.LabelSmoothing),
    };

    public static readonly InstructionSetsKey InstructionSets = new("instruction_sets")
    {
        Meaning = Meaning.OfSurroundings(static model => model.InstructionSets),
    };

    /// <summary>The keys at the top of a spec.</summary>
    public static ImmutableArray<Key> All => Table.Keys;

    private static NumberKey Multiplier(string name, System.Func<ModelSpecification, float> value) =>
        new(name, "above 0", static value => value > 0f, 1f)
        {
            Meaning = Meaning.OfFunction(model => value(model)) with { AppliesTo = model => !value(model).Equals(1f) },
        };

    // All of nothing cannot be scaled back to its mean.
    private static NumberKey Rate(string name, float? defaultValue, Meaning meaning) =>
        new(name, "from 0 up to, but not including, 1", static value => value is >= 0f and < 1f, defaultValue) { Meaning = meaning };

    /// <summary>The keys with a value: those at the top, and those of each mapping in its place.</summary>
    public static IEnumerable<IValueKey> Values => All.SelectMany(static key => key.Values);

    // Filled when it is first asked for: keys stand in two files, whose order nobody promises.
    private static class Table
    {
        public static readonly ImmutableArray<Key> Keys =
        [
            Model, Namespace, Architecture, Vocabulary, Image, TokenTypes, Output, Pooling, Loss, Head, Outputs, MaxLength, ModelSize,
            EmbeddingSize, Layers, SharedLayers, Encoder, Mixer, Heads, KeyValueHeads, FeedForwardSize, Experts, Activation, KeySize,
            ValueSize, Normalization, NormalizationEpsilon, NormPlacement, NormBias, FinalNorm, FirstNorm, EmbeddingNorm, QueryKeyNorm,
            ParallelSublayers, PositionalEncoding, RopeTheta, RopeLocalTheta, RopeFraction, RopeScaling, RopePattern, RelativeBias,
            AttentionScale, AttentionSoftCap, LogitScale, EmbeddingScale, ResidualScale, LogitSoftCap, Masking, Window, WindowPattern,
            Bias, QueryKeyValueBias, AttentionOutputBias, FeedForwardBias, OutputBias, TieEmbeddings, ShareEmbeddings, Initialization,
            ScaleEmbeddings, Dropout, AttentionDropout, ActivationDropout, LabelSmoothing, Adapters, Training, Inference, InstructionSets,
        ];
    }
}
