using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Weft.Samples;

/// <summary>A checkpoint and what stands beside it: its vocabulary, and the models of the last epochs, whose average translates better than any of them.</summary>
/// <param name="checkpoint">The checkpoint's file.</param>
/// <param name="subwords">Its vocabulary.</param>
/// <param name="corpus">What it is trained on.</param>
/// <param name="isAveraged">Whether the models of epochs are moving averages.</param>
/// <param name="isNewRun">Whether the first save replaces another run's files.</param>
internal sealed class CheckpointFiles(string checkpoint, Subwords subwords, Corpus corpus, bool isAveraged, bool isNewRun)
{
    /// <summary>Epochs whose models are kept.</summary>
    public const int KeptEpochs = 10;

    private const string EpochMark = ".epoch-";
    private readonly Dictionary<string, string> _metadata = SavedTranslator.Describe(corpus, isAveraged);
    private bool _hasOtherEpochs = isNewRun;

    /// <summary>The models of the last epochs, the latest last.</summary>
    public static IReadOnlyList<string> Epochs(string checkpoint)
    {
        string stem = Path.GetFileNameWithoutExtension(checkpoint) + EpochMark;

        return [.. Directory
            .EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(checkpoint))!, $"{stem}*.safetensors")
            .Where(path => EpochOf(path, stem) > 0)
            .OrderBy(path => EpochOf(path, stem))];
    }

    /// <summary>Saves the vocabulary and all that resuming needs.</summary>
    public void Save(Trainer trainer, IBatchSource batches)
    {
        this.RemoveOtherEpochs();
        subwords.Save(checkpoint);
        trainer.Save(checkpoint, batches, _metadata);
    }

    /// <summary>Saves the model at the end of an epoch, and removes the oldest of too many.</summary>
    /// <param name="model">The model.</param>
    /// <param name="epoch">Epochs so far, 1 after the first.</param>
    public void SaveEpoch(TransformerModel model, long epoch)
    {
        this.RemoveOtherEpochs();
        model.Save(Path.ChangeExtension(checkpoint, string.Create(CultureInfo.InvariantCulture, $"{EpochMark}{epoch:D4}.safetensors")), _metadata);

        foreach (string path in Epochs(checkpoint).SkipLast(KeptEpochs))
        {
            File.Delete(path);
        }
    }

    private void RemoveOtherEpochs()
    {
        foreach (string path in _hasOtherEpochs ? Epochs(checkpoint) : [])
        {
            File.Delete(path);
        }

        _hasOtherEpochs = false;
    }

    private static long EpochOf(string path, string stem) =>
        long.TryParse(Path.GetFileNameWithoutExtension(path.AsSpan())[stem.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch) ? epoch : 0;
}
