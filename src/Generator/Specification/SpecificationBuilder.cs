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
        Sides vocabulary = top.Find(Keys.Vocabulary)!.Value;
        Sides layers = top.Find(Keys.Layers)!.Value;
        int modelSize = Value(top, Keys.ModelSize);
        int heads = Value(top, Keys.Heads);
        int maxLength = Value(top, Keys.MaxLength);
        NormPlacement placement = Value(top, Keys.NormPlacement);

        return new ModelSpecification
        {
            Model = top.Find(Keys.Model)!,
            Namespace = top.Find(Keys.Namespace) ?? NameKey.Sanitize(rootNamespace),
            FileName = fileName,
            Architecture = architecture,
            SourceVocabulary = hasEncoder ? vocabulary.Encoder!.Value : 0,
            TargetVocabulary = hasDecoder ? vocabulary.Decoder!.Value : 0,
            Outputs = top.Find(Keys.Outputs) ?? vocabulary.Decoder!.Value,
            MaxLength = maxLength,
            ModelSize = modelSize,
            EncoderLayers = hasEncoder ? layers.Encoder!.Value : 0,
            DecoderLayers = hasDecoder ? layers.Decoder!.Value : 0,
            Heads = heads,
            KeyValueHeads = top.Find(Keys.KeyValueHeads) ?? heads,
            FeedForwardSize = top.Find(Keys.FeedForwardSize) ?? 4 * modelSize,
            Activation = Value(top, Keys.Activation),
            KeySize = top.Find(Keys.KeySize) ?? modelSize / heads,
            ValueSize = top.Find(Keys.ValueSize) ?? modelSize / heads,
            Normalization = Value(top, Keys.Normalization),
            NormalizationEpsilon = Value(top, Keys.NormalizationEpsilon),
            NormPlacement = placement,
            FinalNorm = top.Find(Keys.FinalNorm) ?? placement == NormPlacement.Pre,
            PositionalEncoding = Value(top, Keys.PositionalEncoding),
            RopeTheta = Value(top, Keys.RopeTheta),
            Masking = ArchitectureRules.MaskingOf(architecture),
            Window = Window(top, maxLength),
            Bias = Value(top, Keys.Bias),
            OutputBias = Value(top, Keys.OutputBias),
            TieEmbeddings = Value(top, Keys.TieEmbeddings),
            ShareEmbeddings = Value(top, Keys.ShareEmbeddings),
            Initialization = Value(top, Keys.Initialization),
            ScaleEmbeddings = Value(top, Keys.ScaleEmbeddings),
            Dropout = Value(top, Keys.Dropout),
            LabelSmoothing = Value(top, Keys.LabelSmoothing),
            Training = Training(top),
            Inference = Inference(top),
            InstructionSets = top.Find(Keys.InstructionSets) ?? InstructionSets.All,
        };
    }

    // A window as long as the longest sequence hides nothing.
    private static int Window(Section top, int maxLength) =>
        top.Find(Keys.Window) is int window && window < maxLength ? window : 0;

    private static TrainingCapacity? Training(Section top)
    {
        if (top.Find(Keys.Training) is not Section training)
        {
            return null;
        }

        int length = Value(training, Keys.TrainingLength);

        return training.Find(Keys.TrainingBatch) is int batch
            ? new TrainingCapacity(batch, batch * length, length)
            : new TrainingCapacity(Value(training, Keys.TrainingTokens), Value(training, Keys.TrainingTokens), length);
    }

    private static InferenceCapacity Inference(Section top) => top.Find(Keys.Inference) is Section inference
        ? new InferenceCapacity(
            Value(inference, Keys.InferenceWeights), Value(inference, Keys.InferenceSequences), Value(inference, Keys.InferenceBeam))
        : new InferenceCapacity(
            Keys.InferenceWeights.Default!.Value, Keys.InferenceSequences.Default!.Value, Keys.InferenceBeam.Default!.Value);

    private static int Value(Section section, IntegerKey key) => section.Find(key, key.Default)!.Value;

    private static float Value(Section section, NumberKey key) => section.Find(key) ?? key.Default;

    private static bool Value(Section section, BooleanKey key) => section.Find(key, key.Default)!.Value;

    private static T Value<T>(Section section, ChoiceKey<T> key)
        where T : struct, System.Enum
        => section.Find(key, key.Default)!.Value;
}
