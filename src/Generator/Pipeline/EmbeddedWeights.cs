using Microsoft.CodeAnalysis.Diagnostics;

namespace Weft.Generator.Pipeline;

/// <summary>The file that a TransformerModel item names as its Weights.</summary>
/// <param name="Path">The whole path.</param>
/// <param name="Stamp">When it was written: a build that finds it written anew looks into it again.</param>
internal sealed record EmbeddedWeights(string Path, string Stamp)
{
    private const string PathMetadata = "build_metadata.AdditionalFiles.WeftWeights";
    private const string StampMetadata = "build_metadata.AdditionalFiles.WeftWeightsStamp";

    /// <summary>What the build files hand over; null where the item names none.</summary>
    public static EmbeddedWeights? Read(AnalyzerConfigOptions options)
    {
        bool isNamed = options.TryGetValue(PathMetadata, out string? path) && !string.IsNullOrEmpty(path);
        options.TryGetValue(StampMetadata, out string? stamp);

        return isNamed ? new EmbeddedWeights(path!, stamp ?? "") : null;
    }
}
