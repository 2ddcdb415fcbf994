using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Shared;

namespace Weft.Generator.Specification;

/// <summary>The keys of mappings, each with its mapping.</summary>
internal static partial class SpecificationKeys
{
    public static readonly IntegerKey ImageHeight = new("height", 1, Limits.Columns, "image")
    {
        Meaning = OfImage(static image => image.Height),
    };

    public static readonly IntegerKey ImageWidth = new("width", 1, Limits.Columns, "image")
    {
        Meaning = OfImage(static image => image.Width),
    };

    public static readonly IntegerKey ImagePatch = new("patch", 1, Limits.Columns, "image")
    {
        Meaning = OfImage(static image => image.Patch),
    };

    public static readonly IntegerKey ImageChannels = new("channels", 1, Limits.Columns, "image")
    {
        Default = 3,
        Meaning = OfImage(static image => image.Channels),
    };

    public static readonly BooleanKey ImageClassToken = new("class_token", true, "image")
    {
        Meaning = OfImage(static image => image.HasClassToken),
    };

    public static readonly SectionKey Image = new("image", ImageHeight, ImageWidth, ImagePatch, ImageChannels, ImageClassToken);

    public static readonly ChoiceKey<Activation> HeadActivation = new(
        "activation",
        new([.. ActivationChoice.Plain.Select(static choice => (choice.Name, choice.Activation))]),
        null,
        "head")
    {
        Meaning = Meaning.OfFunction(static model => model.Head?.Activation) with { AppliesTo = static model => model.Head is not null },
    };

    public static readonly BooleanKey HeadBias = new("bias", true, "head")
    {
        Meaning = Meaning.OfModel(static model => model.Head?.HasBias),
    };

    public static readonly BooleanKey HeadNorm = new("norm", false, "head")
    {
        Meaning = Meaning.OfModel(static model => model.Head?.HasNorm),
    };

    public static readonly SectionKey Head = new("head", HeadActivation, HeadBias, HeadNorm);

    public static readonly IntegerKey EncoderHeads = new("heads", 1, Limits.Heads, "encoder")
    {
        Meaning = Meaning.OfFunction(static model => model.Encoder?.Heads) with
        {
            AppliesTo = static model => model.EncoderSizes.Heads != model.Heads,
        },
    };

    public static readonly IntegerKey EncoderFeedForwardSize = new("d_ff", 1, Limits.FeedForwardColumns, "encoder")
    {
        Meaning = Meaning.OfModel(static model => model.Encoder?.FeedForwardSize) with
        {
            AppliesTo = static model => model.EncoderSizes.FeedForwardSize != model.FeedForwardSize,
        },
    };

    public static readonly SectionKey Encoder = new("encoder", EncoderHeads, EncoderFeedForwardSize);

    public static readonly IntegerKey ExpertCount = new("count", 2, Limits.Experts, "experts")
    {
        Meaning = Meaning.OfModel(static model => model.Experts?.Count),
    };

    public static readonly IntegerKey ExpertsActive = new("active", 1, Limits.Experts, "experts")
    {
        Meaning = OfExperts(static experts => experts.Active),
    };

    public static readonly BooleanKey ExpertsNormalize = new("normalize", true, "experts")
    {
        Meaning = OfExperts(static experts => experts.Normalizes),
    };

    public static readonly IntegerKey SharedSize = new("shared_d_ff", 1, Limits.FeedForwardColumns, "experts")
    {
        Meaning = Meaning.OfModel(static model => model.Experts?.SharedSize),
    };

    public static readonly BooleanKey SharedGate = new("shared_gate", false, "experts")
    {
        Meaning = Meaning.OfModel(static model => model.Experts?.HasSharedGate),
    };

    public static readonly NumberKey BalanceLoss = new("balance_loss", "at least 0", static value => value >= 0f, 0f, "experts")
    {
        Meaning = Meaning.OfModel(static model => model.Experts?.BalanceLoss),
    };

    public static readonly SectionKey Experts = new(
        "experts", ExpertCount, ExpertsActive, ExpertsNormalize, SharedSize, SharedGate, BalanceLoss);

    public static readonly ChoiceKey<RopeScalingType> RopeScalingType = new(
        "type",
        new(
            ("linear", Specification.RopeScalingType.Linear),
            ("dynamic", Specification.RopeScalingType.Dynamic),
            ("llama3", Specification.RopeScalingType.Llama3),
            ("yarn", Specification.RopeScalingType.Yarn)),
        null,
        "rope_scaling")
    {
        Meaning = OfScaling(static scaling => scaling.Type),
    };

    public static readonly NumberKey RopeScalingFactor = new("factor", "at least 1", static value => value >= 1f, null, "rope_scaling")
    {
        Meaning = OfScaling(static scaling => scaling.Factor),
    };

    public static readonly IntegerKey RopeOriginalLength = new("original_length", 1, Limits.Rows, "rope_scaling")
    {
        Meaning = OfScaling(static scaling => scaling.OriginalLength),
    };

    public static readonly NumberKey RopeLowFrequencyFactor = new(
        "low_frequency_factor", "above 0", static value => value > 0f, 1f, "rope_scaling")
    {
        Meaning = OfScaling(static scaling => scaling.LowFrequencyFactor),
    };

    public static readonly NumberKey RopeHighFrequencyFactor = new(
        "high_frequency_factor", "above 0", static value => value > 0f, 4f, "rope_scaling")
    {
        Meaning = OfScaling(static scaling => scaling.HighFrequencyFactor),
    };

    public static readonly NumberKey RopeBetaFast = new("beta_fast", "above 0", static value => value > 0f, 32f, "rope_scaling")
    {
        Meaning = OfScaling(static scaling => scaling.BetaFast),
    };

    public static readonly NumberKey RopeBetaSlow = new("beta_slow", "above 0", static value => value > 0f, 1f, "rope_scaling")
    {
        Meaning = OfScaling(static scaling => scaling.BetaSlow),
    };

    public static readonly NumberKey RopeAttentionFactor = new(
        "attention_factor", "above 0", static value => value > 0f, null, "rope_scaling")
    {
        Meaning = OfScaling(static scaling => scaling.AttentionFactor),
    };

    public static readonly SectionKey RopeScaling = new(
        "rope_scaling", RopeScalingType, RopeScalingFactor, RopeOriginalLength, RopeLowFrequencyFactor, RopeHighFrequencyFactor,
        RopeBetaFast, RopeBetaSlow, RopeAttentionFactor);

    public static readonly IntegerKey RelativeBuckets = new("buckets", 4, Limits.RelativeBuckets, "relative_bias")
    {
        Meaning = Meaning.OfModel(static model => model.RelativeBias?.Buckets),
    };

    public static readonly IntegerKey RelativeMaximumDistance = new("max_distance", 2, Limits.RelativeDistance, "relative_bias")
    {
        Meaning = Meaning.OfFunction(static model => model.RelativeBias?.MaximumDistance) with
        {
            AppliesTo = static model => model.RelativeBias is not null,
        },
    };

    public static readonly SectionKey RelativeBias = new("relative_bias", RelativeBuckets, RelativeMaximumDistance);

    public static readonly IntegerKey TrainingBatch = new("batch", 1, Limits.Rows, "training")
    {
        Meaning = Meaning.OfModel(static model => model.Training?.Sequences),
    };

    public static readonly IntegerKey TrainingTokens = new("tokens", 1, Limits.Rows, "training")
    {
        Meaning = Meaning.OfModel(static model => model.Training?.Tokens),
    };

    public static readonly IntegerKey TrainingLength = new("length", 1, Limits.Rows, "training")
    {
        Meaning = Meaning.OfModel(static model => model.Training?.Length),
    };

    public static readonly NamesKey TrainingNames = new("train", "training")
    {
        Meaning = Meaning.OfModel(static model => model.Training?.Trained) with
        {
            AppliesTo = static model => model.Training is { Trained.Count: > 0 },
        },
    };

    public static readonly ChoiceKey<Recomputation> TrainingRecompute = new(
        "recompute",
        new(("none", Recomputation.None), ("layer", Recomputation.Layer))
        {
            Refused = ImmutableDictionary<string, string>.Empty.Add(
                "attention", "what attention would keep, its probabilities, is computed again without being asked for"),
        },
        Recomputation.None,
        "training")
    {
        Meaning = Meaning.OfSurroundings(static model => model.Training?.Recompute),
    };

    public static readonly ChoiceKey<KeptFormat> TrainingStore = new(
        "store",
        new(("float32", KeptFormat.Float32), ("bfloat16", KeptFormat.BFloat16)),
        KeptFormat.Float32,
        "training")
    {
        Meaning = Meaning.OfModel(static model => model.Training?.Store) with
        {
            AppliesTo = static model => model.Training is { Store: not KeptFormat.Float32 },
            IsLater = true,
        },
    };

    public static readonly SectionKey Training = new(
        "training", TrainingBatch, TrainingTokens, TrainingLength, TrainingNames, TrainingRecompute, TrainingStore);

    public static readonly IntegerKey AdapterRank = new("rank", 1, Limits.Columns, "adapters")
    {
        Meaning = Meaning.OfModel(static model => model.Adapters?.Rank),
    };

    public static readonly NumberKey AdapterAlpha = new("alpha", "above 0", static value => value > 0f, null, "adapters")
    {
        Meaning = Meaning.OfFunction(static model => model.Adapters?.Alpha) with
        {
            AppliesTo = static model => model.Adapters is not null,
        },
    };

    public static readonly ProjectionsKey AdapterProjections = new("on", "adapters")
    {
        Meaning = Meaning.OfModel(static model => model.Adapters?.On),
    };

    public static readonly SectionKey Adapters = new("adapters", AdapterRank, AdapterAlpha, AdapterProjections);

    public static readonly ChoiceKey<WeightFormat> InferenceWeights = new(
        "weights",
        new([.. WeightLayout.All.Select(static layout => (layout.Name, layout.Format))]),
        WeightFormat.Float32,
        "inference")
    {
        Meaning = Meaning.OfSurroundings(static model => model.Inference.Weights),
    };

    public static readonly ChoiceKey<ActivationFormat> InferenceActivations = new(
        "activations",
        new([("float32", ActivationFormat.Float32), ("int8", ActivationFormat.Int8)]),
        ActivationFormat.Float32,
        "inference")
    {
        Meaning = Meaning.OfSurroundings(static model => model.Inference.Activations),
    };

    public static readonly IntegerKey InferenceSequences = new("sequences", 1, Limits.Sequences, "inference")
    {
        Default = 1,
        Meaning = Meaning.OfSurroundings(static model => model.Inference.Sequences),
    };

    public static readonly IntegerKey InferenceBeam = new("beam", 1, Limits.Sequences, "inference")
    {
        Default = 1,
        Meaning = Meaning.OfSurroundings(static model => model.Inference.Beam),
    };

    public static readonly IntegerKey InferenceDraft = new("draft", 0, Limits.Sequences, "inference")
    {
        Default = 0,
        Meaning = Meaning.OfSurroundings(static model => model.Inference.Draft),
    };

    public static readonly BooleanKey InferenceAttention = new("attention", false, "inference")
    {
        Meaning = Meaning.OfSurroundings(static model => model.Inference.Attention),
    };

    public static readonly ChoiceKey<CacheFormat> InferenceCache = new(
        "cache",
        new([("float32", CacheFormat.Float32), ("bfloat16", CacheFormat.BFloat16), ("int8", CacheFormat.Int8)]),
        CacheFormat.Float32,
        "inference")
    {
        Meaning = Meaning.OfSurroundings(static model => model.Inference.Cache),
    };

    public static readonly IntegerKey InferenceCacheTokens = new("cache_tokens", 0, Limits.Rows, "inference")
    {
        Default = 0,
        Meaning = Meaning.OfSurroundings(static model => model.Inference.CacheTokens),
    };

    public static readonly SectionKey Inference = new(
        "inference", InferenceWeights, InferenceActivations, InferenceCache, InferenceCacheTokens, InferenceSequences, InferenceBeam,
        InferenceDraft, InferenceAttention);

    private static Meaning OfImage(System.Func<ImageInput, object> value) =>
        Meaning.OfFunction(model => model.Image is ImageInput image ? value(image) : null) with
        {
            AppliesTo = static model => model.Image is not null,
        };

    private static Meaning OfExperts(System.Func<ExpertMixture, object> value) =>
        Meaning.OfFunction(model => model.Experts is ExpertMixture experts ? value(experts) : null) with
        {
            AppliesTo = static model => model.Experts is not null,
        };

    private static Meaning OfScaling(System.Func<RopeScaling, object> value) =>
        Meaning.OfFunction(model => model.RopeScaling is RopeScaling scaling ? value(scaling) : null) with
        {
            AppliesTo = static model => model.RopeScaling is not null,
        };
}
