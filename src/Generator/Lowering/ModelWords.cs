using System.Collections.Generic;
using System.Globalization;
using Weft.Generator.Planning;
using Weft.Generator.Specification;
using Weft.Generator.Text;

namespace Weft.Generator.Lowering;

/// <summary>What a model's class says of it: summaries and constants.</summary>
internal static class ModelWords
{
    public static string Summary(ModelSpecification specification) =>
        $"{KindOf(specification.Architecture)} from {specification.FileName}: {LayersOf(specification)}, " +
        $"{(specification.IsRecurrent ? "a gru each" : Labels.Count(specification.Heads, "head"))}, d_model {specification.ModelSize}, " +
        (specification.Image is ImageInput image
            ? $"images of {image.Channels} x {image.Height} x {image.Width} in patches of {image.Patch} x {image.Patch}."
            : $"sequences of up to {specification.MaxLength} tokens.");

    public static string Inference(ModelSpecification specification)
    {
        InferenceCapacity capacity = specification.Inference;
        string way = specification.Architecture switch
        {
            Architecture.Encoder => "over whole sequences",
            Architecture.Decoder when specification.IsRecurrent =>
                "decoding, prompts at once and then token by token, with the state of every layer",
            Architecture.Decoder => "decoding, prompts at once and then token by token, with key and value caches",
            _ => "translating: sources encoded at once, targets decoded token by token with key and value caches",
        };
        string room = capacity.Sequences * capacity.Beam == 1
            ? ""
            : $", {Labels.Count(capacity.Sequences, "sequence")}{(capacity.Beam == 1 ? "" : $" of {capacity.Beam} beams")} at once";

        return $"{specification.Model} {way}: up to {Literal.Integer(specification.MaxLength)} positions{room}.";
    }

    public static IEnumerable<ModelConstant> Constants(ModelPlan plan, InferencePlan inference)
    {
        ModelSpecification specification = plan.Specification;

        return
        [
            .. Inputs(specification),
            new("int", "MaxLength", specification.MaxLength, specification.IsRecurrent
                ? "The longest sequence."
                : "The longest sequence, and the length of the key and value caches."),
            new("int", "ModelSize", specification.ModelSize, "Columns of the residual stream, d_model."),
            .. Sides("Layers", specification.EncoderLayers, specification.DecoderLayers, "Layers{0}."),
            .. specification.IsRecurrent
                ? (ModelConstant[])[]
                : [new("int", "Heads", specification.Heads, "Attention heads of a layer.")],
            new("long", "ParameterCount", plan.Graph.ParameterCount, "Numbers that training fits, all parameters together."),
            Bytes(
                "ParameterBytes",
                plan.Parameters.Floats,
                "Bytes of the parameter arena; gradients and each moment of the optimizer take as many."),
            Bytes("CopyBytes", plan.Parameters.CopyFloats, "Bytes of the transposed weights that training reads."),
            Bytes("ActivationBytes", plan.Training?.ActivationFloats ?? 0, "Bytes of the activations of a training session."),
            Bytes("InferenceBytes", inference.StateFloats, specification.IsRecurrent
                ? "Bytes of the states and activations of an inference session."
                : "Bytes of the caches and activations of an inference session."),
        ];
    }

    private static IEnumerable<ModelConstant> Inputs(ModelSpecification specification) => specification.Image is ImageInput image
        ? [new("int", "ImageFloats", image.Floats, "Floats of an image: channels x height x width.")]
        : Sides(
            "Vocabulary",
            specification.SourceVocabulary,
            specification.TargetVocabulary,
            "Tokens{0} that the model knows; ids run from 0.");

    private static ModelConstant Bytes(string name, long floats, string summary) => new("long", name, floats * sizeof(float), summary);

    // One constant for a model of one stack, one per side for an encoder-decoder.
    private static IEnumerable<ModelConstant> Sides(string name, int source, int target, string summary)
    {
        string Fill(string side) => string.Format(CultureInfo.InvariantCulture, summary, side);

        return source == 0 || target == 0
            ? [new("int", name, source + target, Fill(""))]
            : [new("int", $"Source{name}", source, Fill(" of the encoder")), new("int", $"Target{name}", target, Fill(" of the decoder"))];
    }

    private static string KindOf(Architecture architecture) => architecture switch
    {
        Architecture.Decoder => "A decoder-only Transformer",
        Architecture.Encoder => "A Transformer encoder",
        _ => "An encoder-decoder Transformer",
    };

    private static string LayersOf(ModelSpecification specification) => specification is { HasEncoder: true, HasDecoder: true }
        ? $"{specification.EncoderLayers} and {specification.DecoderLayers} layers"
        : Labels.Count(specification.EncoderLayers + specification.DecoderLayers, "layer");
}
