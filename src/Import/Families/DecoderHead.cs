using System;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Specifications;
using Weft.Import.Tensors;

namespace Weft.Import.Families;

/// <summary>
/// What decoders put out: transformers has for a family its language model, its base model, and classifiers of sequences, by their last
/// token, and of tokens.
/// </summary>
internal static class DecoderHead
{
    private const string OfSequences = "ForSequenceClassification";
    private const string OfTokens = "ForTokenClassification";

    /// <summary>Where classifiers hold their projection.</summary>
    public static readonly ImmutableArray<TensorRule> Tensors = 
    [
        new("output.*", "score.*") { Classes = [OfSequences, OfTokens] },

        // Some families have one name, some the other.
        new("output.*", "classifier.*") { Classes = [OfTokens] },
    ];

    /// <summary>The classes of a family's classifiers.</summary>
    public static ImmutableArray<string> ClassesOf(string stem) => [$"{stem}{OfSequences}", $"{stem}{OfTokens}"];

    /// <summary>Gives a decoder's language model the head that the configuration's class has in its place.</summary>
    public static ImportedSpecification Add(ImportedSpecification decoder, ConfigurationSection config)
    {
        string name = config.Texts("architectures").FirstOrDefault(string.Empty);

        return name switch
        {
            _ when Ends(name, OfSequences) => ClassifierOutput.OfSequences(WithoutOutput(decoder), config),
            _ when Ends(name, OfTokens) => ClassifierOutput.OfTokens(WithoutOutput(decoder), config),
            _ when Ends(name, "Model") && !Ends(name, "LMHeadModel") => WithoutOutput(decoder) with { Output = "hidden" },
            _ => decoder,
        };
    }

    private static ImportedSpecification WithoutOutput(ImportedSpecification decoder) =>
        decoder with { OutputBias = false, TieEmbeddings = false, LogitScale = 1, LogitSoftCap = null };

    private static bool Ends(string name, string end) => name.EndsWith(end, StringComparison.Ordinal);
}
