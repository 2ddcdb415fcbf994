using System.Globalization;
using Weft.Generator.Text;

namespace Weft.Generator.Specification;

/// <summary>A short hash of everything in a spec that decides parameters and arithmetic: FNV-1a, 64 bits, over its values as text.</summary>
internal static class SpecificationHash
{
    public static string Of(ModelSpecification specification)
    {
        ulong hash = 14695981039346656037;

        foreach (char character in Values(specification))
        {
            hash = unchecked((hash ^ character) * 1099511628211);
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    // Where the spec stands, what the code may run on and how inference is stored do not change the model. Floats go through
    // Literal: .NET Framework, which Visual Studio runs generators on, prints them with fewer digits.
    private static string Values(ModelSpecification model) => string.Join(
        ";", model.Model, model.Architecture, model.SourceVocabulary, model.TargetVocabulary, model.Outputs, model.MaxLength, model.ModelSize,
        model.EncoderLayers, model.DecoderLayers, model.Heads, model.KeyValueHeads, model.FeedForwardSize, model.Activation, model.KeySize,
        model.ValueSize, model.Normalization, Literal.Float(model.NormalizationEpsilon), model.NormPlacement, model.FinalNorm,
        model.PositionalEncoding, Literal.Float(model.RopeTheta), model.Masking, model.Window, model.Bias, model.OutputBias, model.TieEmbeddings,
        model.ShareEmbeddings, model.Initialization, model.ScaleEmbeddings, Literal.Float(model.Dropout), Literal.Float(model.LabelSmoothing),
        model.Training?.Sequences, model.Training?.Tokens, model.Training?.Length);
}
