using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>What stands beside a checkpoint.</summary>
public sealed class CheckpointFilesTests : IDisposable
{
    private static readonly ParallelText Text = new("training", ["a b"], ["c d"]);
    private static readonly Corpus Corpus = new() { Source = "en", Target = "de", Lowercase = true, Training = Text, Validation = Text, Tests = [] };
    private static readonly Subwords Subwords = Subwords.Learn(Text, 100, CancellationToken.None);
    private readonly TemporaryFolder _folder = new();
    private readonly Tatoeba _model = Tatoeba.CreateEmpty();

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void SaveEpoch_KeepsTheLastTen()
    {
        this.SaveEpochs(isNewRun: true, 1, 12);

        Assert.Equal(Names(3, 12), this.Epochs);
    }

    [Fact]
    public void SaveEpoch_OfARunThatGoesOn_KeepsItsFiles()
    {
        this.SaveEpochs(isNewRun: true, 8, 9);
        this.SaveEpochs(isNewRun: false, 10, 10);

        Assert.Equal(Names(8, 10), this.Epochs);
    }

    [Fact]
    public void SaveEpoch_OfANewRun_RemovesThoseOfTheOld()
    {
        this.SaveEpochs(isNewRun: true, 8, 9);
        File.WriteAllText(_folder["x.epoch-last.safetensors"], "the user's own");
        File.WriteAllText(_folder["xy.epoch-0001.safetensors"], "another checkpoint's");
        this.SaveEpochs(isNewRun: true, 1, 2);

        Assert.Equal(Names(1, 2), this.Epochs);
        Assert.True(File.Exists(_folder["x.epoch-last.safetensors"]) && File.Exists(_folder["xy.epoch-0001.safetensors"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SavedTranslator_OfAnEpoch_KnowsItsLanguagesAndItsAverage(bool isAveraged)
    {
        this.SaveEpochs(isNewRun: true, 1, 1, isAveraged);
        string path = _folder["x.epoch-0001.safetensors"];

        Assert.Equal(new SavedTranslator(path, "Tatoeba", "en", "de", Lowercase: true, isAveraged), SavedTranslator.Open(path));
    }

    private static IEnumerable<string> Names(int first, int last) => Enumerable.Range(first, last - first + 1).Select(static epoch => $"x.epoch-{epoch:D4}.safetensors");

    private IEnumerable<string?> Epochs => CheckpointFiles.Epochs(_folder["x.safetensors"]).Select(Path.GetFileName);

    private void SaveEpochs(bool isNewRun, int first, int last, bool isAveraged = false)
    {
        CheckpointFiles files = new(_folder["x.safetensors"], Subwords, Corpus, isAveraged, isNewRun);

        for (int epoch = first; epoch <= last; epoch++)
        {
            files.SaveEpoch(_model, epoch);
        }
    }
}
