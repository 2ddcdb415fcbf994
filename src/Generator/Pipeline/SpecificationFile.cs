using System;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>A spec file as the compiler hands it over. It holds the text itself, for Roslyn's source text has no value equality.</summary>
/// <param name="Path">The path the compiler was given.</param>
/// <param name="Text">
/// The text, or null where the file is missing or binary; of a file over the limit, one character more than that.
/// </param>
/// <param name="RootNamespace">The project's root namespace.</param>
internal sealed record SpecificationFile(string Path, string? Text, string RootNamespace)
{
    private const string ModelMetadata = "build_metadata.AdditionalFiles.WeftModel";
    private const string RootNamespaceProperty = "build_property.RootNamespace";

    /// <summary>What the project is built for.</summary>
    public TargetPlatform Platform { get; init; } = TargetPlatform.Any;

    /// <summary>The weights that the build embeds; null for none.</summary>
    public EmbeddedWeights? Weights { get; init; }

    /// <summary>Whether the project includes the file as a TransformerModel.</summary>
    public static bool IsModel(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        options.GetOptions(file).TryGetValue(ModelMetadata, out string? value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes what the following steps need.</summary>
    public static SpecificationFile Read(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancellationToken)
    {
        options.GlobalOptions.TryGetValue(RootNamespaceProperty, out string? rootNamespace);
        SourceText? text = file.GetText(cancellationToken);
        TextSpan kept = new(0, Math.Min(text?.Length ?? 0, Limits.FileLength + 1));

        return new SpecificationFile(file.Path, text?.ToString(kept), rootNamespace ?? "")
        {
            Platform = TargetPlatform.Read(options.GlobalOptions),
            Weights = EmbeddedWeights.Read(options.GetOptions(file)),
        };
    }
}
