using System;
using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>What encoders put out: the classes that transformers has for them differ in their heads.</summary>
internal static class EncoderHead
{
    /// <summary>How the names of classes end, by what they put out.</summary>
    public const string OfPreTraining = "ForPreTraining";
    public const string OfSequences = "ForSequenceClassification";
    public const string OfTokens = "ForTokenClassification";
    public const string OfAnswers = "ForQuestionAnswering";

    private const int SpanOutputs = 2;

    /// <summary>Adds the head that the configuration's class has; without one, hidden states are the output.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="masked">What stands before the scores of masked tokens.</param>
    /// <param name="sequence">What stands before the scores of whole sequences, which are pooled to their first positions.</param>
    public static ImportedSpecification Add(
        ImportedSpecification encoder, ConfigurationSection config, HeadSettings masked, HeadSettings sequence)
    {
        string name = config.Texts("architectures").FirstOrDefault(string.Empty);
        bool isTied = config.Boolean("tie_word_embeddings", absent: true);

        return name switch
        {
            _ when Ends(name, "ForMaskedLM") || Ends(name, OfPreTraining) =>
                encoder with { Head = masked, OutputBias = true, TieEmbeddings = isTied },
            _ when Ends(name, OfSequences) =>
                ClassifierOutput.OfSequences(encoder with { Head = sequence, OutputBias = true }, config),
            _ when Ends(name, OfTokens) => ClassifierOutput.OfTokens(encoder, config),
            _ when Ends(name, OfAnswers) =>
                encoder with { Output = "token_classes", OutputBias = true, Outputs = SpanOutputs },
            _ => encoder with { Output = "hidden" },
        };
    }

    private static bool Ends(string name, string end) => name.EndsWith(end, StringComparison.Ordinal);
}
