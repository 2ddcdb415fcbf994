using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Weft.Samples;

/// <summary>A checkpoint and what stands beside it: its vocabulary, and the models of the last epochs, whose average translates better than any of them.</summary>
internal sealed class CheckpointFiles(string checkpoint, Subwords subwords, Corpus corpus)
{
    private const int KeptEpochs = 10;
    private const string EpochMark = ".epoch-";
    private readonly Dictionary<string, string> _metadata = new()
    {
        ["translate.source"] = corpus.Source,
        ["translate.target"] = corpus.Target,
        ["translate.lowercase"] = corpus.Lowercase ? "true" : "false",
    };

    /// <summary>The models of the last epochs, the latest last.</summary>
    public static IReadOnlyList<string> Epochs(string checkpoint)
    {
        string stem = Path.GetFileNameWithoutExtension(checkpoint) + EpochMark;

        return [.. Directory
            .EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(checkpoint))!, $"{stem}*.safetensors")
            .Where(path => EpochOf(path, stem) > 0)
            .OrderBy(path => EpochOf(path, stem))];
    }

    /// <summary>Removes the models of another run's epochs.</summary>
    public void ClearEpochs()
    {
        foreach (string path in Epochs(checkpoint))
        {
            File.Delete(path);
        }
    }

    /// <summary>Saves the vocabulary and all that resuming needs.</summary>
    public void Save(Trainer trainer, IBatchSource batches)
    {
        subwords.Save(checkpoint);
        trainer.Save(checkpoint, batches, _metadata);
    }

    /// <summary>Saves the model at the end of an epoch, and removes the oldest of too many.</summary>
    /// <param name="model">The model.</param>
    /// <param name="epoch">Epochs so far, 1 after the first.</param>
    public void SaveEpoch(TransformerModel model, long epoch)
    {
        model.Save(Path.ChangeExtension(checkpoint, string.Create(CultureInfo.InvariantCulture, $"{EpochMark}{epoch:D4}.safetensors")), _metadata);

        foreach (string path in Epochs(checkpoint).SkipLast(KeptEpochs))
        {
            File.Delete(path);
        }
    }

    private static long EpochOf(string path, string stem) =>
        long.TryParse(Path.GetFileNameWithoutExtension(path.AsSpan())[stem.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch) ? epoch : 0;
}
