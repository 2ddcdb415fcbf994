using System.Collections.Immutable;
using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>What classifiers put out, and what they were trained with: transformers decides it by the number of labels.</summary>
internal static class ClassifierOutput
{
    private const int UsualLabels = 2;
    private static readonly ImmutableArray<string> Problems = ["single_label_classification", "multi_label_classification", "regression"];

    /// <summary>Scores of a whole sequence, or numbers where the problem is a regression, as it is with a single label.</summary>
    /// <exception cref="ImportException">The configuration's problem is none of the three that there are.</exception>
    public static ImportedSpecification OfSequences(ImportedSpecification specification, ConfigurationSection config)
    {
        int labels = Labels(config);
        string problem = config.FindText(Problems, "problem_type") ?? (labels == 1 ? "regression" : "single_label_classification");
        ImportedSpecification classifier = specification with { TieEmbeddings = false, Outputs = labels };

        return problem switch
        {
            "regression" => classifier with { Output = "values" },
            "single_label_classification" => classifier with { Output = "classes" },
            "multi_label_classification" => classifier with { Output = "classes", Loss = "binary_cross_entropy" },
            _ => throw config.Unsupported("problem_type"),
        };
    }

    /// <summary>Scores of every position, by a projection with a bias.</summary>
    public static ImportedSpecification OfTokens(ImportedSpecification specification, ConfigurationSection config) =>
        specification with { TieEmbeddings = false, Output = "token_classes", OutputBias = true, Outputs = Labels(config) };

    private static int Labels(ConfigurationSection config) => config.FindSize("num_labels") ?? config.Count("id2label") ?? UsualLabels;
}
