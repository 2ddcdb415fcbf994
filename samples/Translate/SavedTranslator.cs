using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft.Samples;

/// <summary>A translator on disk: a checkpoint, its vocabulary and the models of its last epochs.</summary>
/// <param name="Checkpoint">The checkpoint's file.</param>
/// <param name="Model">The name of its specification's model.</param>
/// <param name="Source">The language that it translates from.</param>
/// <param name="Target">The language that it translates to.</param>
/// <param name="Lowercase">Whether it knows lower case only.</param>
/// <param name="IsAveraged">Whether the models of its epochs are the moving averages of the parameters in training.</param>
internal sealed record SavedTranslator(string Checkpoint, string Model, string Source, string Target, bool Lowercase, bool IsAveraged)
{
    private const string ModelKey = "weft.model";
    private const string SourceKey = "translate.source";
    private const string TargetKey = "translate.target";
    private const string LowercaseKey = "translate.lowercase";
    private const string AveragedKey = "translate.averaged";

    /// <summary>What checkpoints tell about a corpus and the models of their epochs.</summary>
    public static Dictionary<string, string> Describe(Corpus corpus, bool isAveraged) => new()
    {
        [SourceKey] = corpus.Source,
        [TargetKey] = corpus.Target,
        [LowercaseKey] = corpus.Lowercase ? "true" : "false",
        [AveragedKey] = isAveraged ? "true" : "false",
    };

    /// <summary>Reads what a checkpoint tells.</summary>
    /// <exception cref="IOException">It is missing or damaged, or none of this program.</exception>
    public static SavedTranslator Open(string checkpoint)
    {
        CheckpointFile.CheckExists(checkpoint);
        using SafetensorsFile file = SafetensorsFile.Open(checkpoint);
        string?[] texts = [.. new[] { ModelKey, SourceKey, TargetKey, LowercaseKey }.Select(key => file.Metadata.GetValueOrDefault(key))];

        return texts is [string model, string source, string target, string lowercase]
            ? new SavedTranslator(checkpoint, model, source, target, lowercase == "true", file.Metadata.GetValueOrDefault(AveragedKey) == "true")
            : throw new IOException($"{checkpoint}: this is no translator; it does not say its languages.");
    }
}
