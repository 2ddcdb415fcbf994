using System;
using System.Linq;
using Weft.Import.Configuration;
using Weft.Import.Specifications;

namespace Weft.Import.Families;

/// <summary>What encoders put out: the classes that transformers has for them differ in their heads.</summary>
internal static class EncoderHead
{
    private const int UsualLabels = 2;
    private const int SpanOutputs = 2;

    /// <summary>Adds the head that the configuration's class has; without one, hidden states are the output.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="masked">What stands before the scores of masked tokens.</param>
    /// <param name="sequence">What stands before the scores of whole sequences, which are those of their first positions.</param>
    public static ImportedSpecification Add(
        ImportedSpecification encoder, ConfigurationSection config, HeadSettings masked, HeadSettings sequence)
    {
        string name = config.Texts("architectures").FirstOrDefault(string.Empty);
        bool isTied = config.Boolean("tie_word_embeddings", absent: true);

        return name switch
        {
            _ when Ends(name, "ForMaskedLM") || Ends(name, "ForPreTraining") =>
                encoder with { Head = masked, OutputBias = true, TieEmbeddings = isTied },
            _ when Ends(name, "ForSequenceClassification") =>
                encoder with { Head = sequence, OutputBias = true, Outputs = Labels(config) },
            _ when Ends(name, "ForTokenClassification") => encoder with { OutputBias = true, Outputs = Labels(config) },
            _ when Ends(name, "ForQuestionAnswering") => encoder with { OutputBias = true, Outputs = SpanOutputs },
            _ => encoder with { IsHidden = true },
        };
    }

    private static bool Ends(string name, string end) => name.EndsWith(end, StringComparison.Ordinal);

    private static int Labels(ConfigurationSection config) => config.FindInteger("num_labels") ?? config.Count("id2label") ?? UsualLabels;
}
