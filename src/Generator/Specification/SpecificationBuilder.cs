using System;
using System.Collections.Immutable;
using Weft.Generator.Shared;
using Keys = Weft.Generator.Specification.SpecificationKeys;

namespace Weft.Generator.Specification;

/// <summary>Builds the model from keys that are all good, and fills in the defaults of those that are absent.</summary>
internal static class SpecificationBuilder
{
    /// <summary>The model. Only for a spec without problems.</summary>
    public static ModelSpecification Build(Section top, string fileName, string rootNamespace)
    {
        Architecture architecture = top.Find(Keys.Architecture)!.Value;
        bool hasEncoder = architecture != Architecture.Decoder;
        bool hasDecoder = architecture != Architecture.Encoder;
        ImageInput? image = ImageRules.ImageOf(top);
        Sides vocabulary = top.Find(Keys.Vocabulary) ?? default;
        Sides layers = top.Find(Keys.Layers)!.Value;
        int modelSize = Value(top, Keys.ModelSize);
        int heads = top.Find(Keys.Heads) ?? 1;
        int maxLength = image?.Rows ?? Value(top, Keys.MaxLength);
        int keySize = top.Find(Keys.KeySize) ?? modelSize / heads;
        NormPlacement placement = Value(top, Keys.NormPlacement);
        bool bias = Value(top, Keys.Bias);
        OutputForm output = OutputRules.OutputOf(top, architecture);

        return new ModelSpecification
        {
            Model = top.Find(Keys.Model)!,
            Namespace = top.Find(Keys.Namespace) ?? NameKey.Sanitize(rootNamespace),
            FileName = fileName,
            Architecture = architecture,
            SourceVocabulary = hasEncoder && image is null ? vocabulary.Encoder!.Value : 0,
            TargetVocabulary = hasDecoder ? vocabulary.Decoder!.Value : 0,
            Image = image,
            TokenTypes = top.Find(Keys.TokenTypes) ?? 0,
            Output = output,
            Head = top.Find(Keys.Head) is Section head
                ? new HeadTransform(head.Find(Keys.HeadActivation)!.Value, Value(head, Keys.HeadBias), Value(head, Keys.HeadNorm))
                : null,
            Pooling = OutputRules.PoolingOf(output, architecture, top.Find(Keys.Pooling)),
            Loss = OutputRules.LossOf(output, top.Find(Keys.Loss)),
            Outputs = output == OutputForm.Hidden ? modelSize : top.Find(Keys.Outputs) ?? vocabulary.Decoder!.Value,
            MaxLength = maxLength,
            ModelSize = modelSize,
            EmbeddingSize = top.Find(Keys.EmbeddingSize) ?? modelSize,
            EncoderLayers = hasEncoder ? layers.Encoder!.Value : 0,
            DecoderLayers = hasDecoder ? layers.Decoder!.Value : 0,
            SharedLayers = Value(top, Keys.SharedLayers),
            Encoder = EncoderSizes(top, modelSize, heads),
            Mixer = Value(top, Keys.Mixer),
            Heads = heads,
            KeyValueHeads = top.Find(Keys.KeyValueHeads) ?? heads,
            FeedForwardSize = top.Find(Keys.FeedForwardSize) ?? 4 * modelSize,
            Experts = Experts(top),
            Activation = Value(top, Keys.Activation),
            KeySize = keySize,
            ValueSize = top.Find(Keys.ValueSize) ?? modelSize / heads,
            Normalization = Value(top, Keys.Normalization),
            NormalizationEpsilon = Value(top, Keys.NormalizationEpsilon),
            NormPlacement = placement,
            NormBias = Value(top, Keys.NormBias),
            FinalNorm = top.Find(Keys.FinalNorm) ?? placement != NormPlacement.Post,
            FirstNorm = Value(top, Keys.FirstNorm),
            EmbeddingNorm = Value(top, Keys.EmbeddingNorm),
            QueryKeyNorm = Value(top, Keys.QueryKeyNorm),
            ParallelSublayers = Value(top, Keys.ParallelSublayers),
            PositionalEncoding = Value(top, Keys.PositionalEncoding),
            RopeTheta = Value(top, Keys.RopeTheta),
            RopeFraction = Value(top, Keys.RopeFraction),
            RopeLocalTheta = top.Find(Keys.RopeLocalTheta) ?? Value(top, Keys.RopeTheta),
            RopeScaling = Scaling(top),
            Turns = top.Find(Keys.RopePattern) ?? ImmutableArray.Create(true),
            RelativeBias = top.Find(Keys.RelativeBias) is Section relative
                ? new RelativeBias(relative.Find(Keys.RelativeBuckets)!.Value, relative.Find(Keys.RelativeMaximumDistance)!.Value)
                : null,
            AttentionScale = top.Find(Keys.AttentionScale) ?? ModelSpecification.UsualScale(keySize),
            AttentionSoftCap = top.Find(Keys.AttentionSoftCap) ?? 0,
            LogitScale = Value(top, Keys.LogitScale),
            EmbeddingScale = Value(top, Keys.EmbeddingScale),
            ResidualScale = Value(top, Keys.ResidualScale),
            LogitSoftCap = top.Find(Keys.LogitSoftCap) ?? 0,
            Masking = ArchitectureRules.MaskingOf(architecture),
            Window = Window(top, maxLength),
            SeesAll = SeesAll(top, maxLength),
            QueryKeyValueBias = top.Find(Keys.QueryKeyValueBias) ?? bias,
            AttentionOutputBias = top.Find(Keys.AttentionOutputBias) ?? bias,
            FeedForwardBias = top.Find(Keys.FeedForwardBias) ?? bias,
            OutputBias = Value(top, Keys.OutputBias),
            TieEmbeddings = Value(top, Keys.TieEmbeddings),
            ShareEmbeddings = Value(top, Keys.ShareEmbeddings),
            Initialization = Value(top, Keys.Initialization),
            ScaleEmbeddings = Value(top, Keys.ScaleEmbeddings),
            Dropout = Value(top, Keys.Dropout),
            AttentionDropout = top.Find(Keys.AttentionDropout) ?? Value(top, Keys.Dropout),
            ActivationDropout = Value(top, Keys.ActivationDropout),
            LabelSmoothing = Value(top, Keys.LabelSmoothing),
            Adapters = top.Find(Keys.Adapters) is Section adapters ? Adapters(adapters) : null,
            Training = Training(top, image),
            Inference = Inference(top),
            InstructionSets = top.Find(Keys.InstructionSets) ?? InstructionSets.All,
        };
    }

    private static ExpertMixture? Experts(Section top) => top.Find(Keys.Experts) is Section experts
        ? new ExpertMixture(
            Value(experts, Keys.ExpertCount), Value(experts, Keys.ExpertsActive), Value(experts, Keys.ExpertsNormalize),
            Value(experts, Keys.BalanceLoss))
        {
            SharedSize = experts.Find(Keys.SharedSize) ?? 0,
            HasSharedGate = Value(experts, Keys.SharedGate),
        }
        : null;

    private static LayerSizes? EncoderSizes(Section top, int modelSize, int heads)
    {
        if (top.Find(Keys.Encoder) is not Section encoder)
        {
            return null;
        }

        int encoderHeads = encoder.Find(Keys.EncoderHeads) ?? heads;
        int keySize = top.Find(Keys.KeySize) ?? modelSize / encoderHeads;

        return new LayerSizes(
            encoderHeads,
            top.Find(Keys.KeyValueHeads) ?? encoderHeads,
            keySize,
            top.Find(Keys.ValueSize) ?? modelSize / encoderHeads,
            top.Find(Keys.AttentionScale) ?? ModelSpecification.UsualScale(keySize),
            encoder.Find(Keys.EncoderFeedForwardSize) ?? top.Find(Keys.FeedForwardSize) ?? 4 * modelSize);
    }

    // A window as long as the longest sequence hides nothing.
    private static int Window(Section top, int maxLength) =>
        top.Find(Keys.Window) is int window && window < maxLength ? window : 0;

    private static EquatableArray<bool> SeesAll(Section top, int maxLength)
    {
        bool hasWindow = Window(top, maxLength) > 0;

        return hasWindow && top.Find(Keys.WindowPattern) is EquatableArray<bool> pattern ? pattern : ImmutableArray.Create(!hasWindow);
    }

    private static RopeScaling? Scaling(Section top)
    {
        if (top.Find(Keys.RopeScaling) is not Section scaling)
        {
            return null;
        }

        float factor = scaling.Find(Keys.RopeScalingFactor)!.Value;

        return new RopeScaling(
            scaling.Find(Keys.RopeScalingType)!.Value, factor, scaling.Find(Keys.RopeOriginalLength) ?? top.Find(Keys.MaxLength)!.Value,
            Value(scaling, Keys.RopeLowFrequencyFactor), Value(scaling, Keys.RopeHighFrequencyFactor),
            Value(scaling, Keys.RopeBetaFast), Value(scaling, Keys.RopeBetaSlow),
            scaling.Find(Keys.RopeAttentionFactor) ?? (float)((0.1 * Math.Log(factor)) + 1));
    }

    private static AdapterShape Adapters(Section adapters)
    {
        int rank = Value(adapters, Keys.AdapterRank);

        return new AdapterShape(rank, adapters.Find(Keys.AdapterAlpha) ?? rank, adapters.Find(Keys.AdapterProjections)!.Value);
    }

    private static TrainingCapacity? Training(Section top, ImageInput? image)
    {
        if (top.Find(Keys.Training) is not Section training)
        {
            return null;
        }

        int length = image?.Rows ?? Value(training, Keys.TrainingLength);

        TrainingCapacity capacity = training.Find(Keys.TrainingBatch) is int batch
            ? new TrainingCapacity(batch, batch * length, length)
            : new TrainingCapacity(Value(training, Keys.TrainingTokens), Value(training, Keys.TrainingTokens), length);

        return capacity with
        {
            Trained = training.Find(Keys.TrainingNames) ?? EquatableArray<string>.Empty,
            Recompute = Value(training, Keys.TrainingRecompute),
            Store = Value(training, Keys.TrainingStore),
        };
    }

    private static InferenceCapacity Inference(Section top) => top.Find(Keys.Inference) is Section inference
        ? new InferenceCapacity(
            Value(inference, Keys.InferenceWeights), Value(inference, Keys.InferenceCache), Value(inference, Keys.InferenceSequences),
            Value(inference, Keys.InferenceBeam), Value(inference, Keys.InferenceDraft), Value(inference, Keys.InferenceAttention))
        {
            Activations = Value(inference, Keys.InferenceActivations),
            CacheTokens = Value(inference, Keys.InferenceCacheTokens),
        }
        : new InferenceCapacity(
            Keys.InferenceWeights.Default!.Value, Keys.InferenceCache.Default!.Value, Keys.InferenceSequences.Default!.Value,
            Keys.InferenceBeam.Default!.Value, Keys.InferenceDraft.Default!.Value, Keys.InferenceAttention.Default!.Value)
        {
            CacheTokens = Keys.InferenceCacheTokens.Default!.Value,
        };

    private static int Value(Section section, IntegerKey key) => section.Find(key, key.Default)!.Value;

    private static float Value(Section section, NumberKey key) => section.Find(key, key.Default)!.Value;

    private static bool Value(Section section, BooleanKey key) => section.Find(key, key.Default)!.Value;

    private static T Value<T>(Section section, ChoiceKey<T> key)
        where T : struct, System.Enum
        => section.Find(key, key.Default)!.Value;
}
