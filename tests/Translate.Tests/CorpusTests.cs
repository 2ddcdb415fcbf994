using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Weft.Runtime.Tests;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>The sentences that the program carries, and those of a folder.</summary>
public sealed class CorpusTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tatoeba_IsReadWhole()
    {
        Corpus corpus = TatoebaPairs.Load();

        Assert.Equal(("kor", "eng", false), (corpus.Source, corpus.Target, corpus.Lowercase));
        Assert.Equal((3647, 186, 0), (corpus.Training.Count, corpus.Validation.Count, corpus.Tests.Count));
        Assert.Equal(("\uac00.", "Go."), (corpus.Training.Sources[0], corpus.Training.Targets[0]));
    }

    [Fact]
    public void Tatoeba_NoSentenceIsInBothParts()
    {
        Corpus corpus = TatoebaPairs.Load();

        Assert.Empty(corpus.Training.Sources.Intersect(corpus.Validation.Sources));
        Assert.Empty(corpus.Training.Targets.Intersect(corpus.Validation.Targets));
        Assert.True(corpus.Validation.Targets.Distinct().Count() < corpus.Validation.Count, "several translations of a sentence are in one part");
    }

    [Fact]
    public void Number_PairsThatHangTogether_AreOneGroup()
    {
        // a-1 and a-2 share a source, b-2 a target with a-2; the last pair connects c-3 with them late.
        (string, string)[] pairs = [("a", "1"), ("c", "3"), ("a", "2"), ("d", "4"), ("b", "2"), ("1", "a"), ("c", "1")];

        Assert.Equal([0, 0, 0, 1, 0, 2, 0], SentenceGroups.Number(pairs));
    }

    [Fact]
    public void Split_HoldsOutEveryTwentiethGroup()
    {
        Corpus corpus = TatoebaPairs.Split([.. Enumerable.Range(0, 45).Select(static pair => ($"s{pair}", $"t{pair / 2}"))]);

        Assert.Equal(["s38", "s39"], corpus.Validation.Sources);
        Assert.Equal(43, corpus.Training.Count);
    }

    [Fact]
    public void Folder_PlainAndCompressed_AreReadAlike()
    {
        this.WriteParts();
        this.Write("test_b.en", "\u00c4ber\n");
        this.WriteCompressed("test_b.de.gz", "x\n");
        this.Write("test_a.en", "One.\r\nTwo.\r\n");
        this.Write("test_a.de", "Eins.\nZwei.");
        this.Write("test_c.fr", "not asked for\n");
        Corpus corpus = this.Load(lowercase: false);

        Assert.Equal(["train", "val", "test_a", "test_b"], [corpus.Training.Name, corpus.Validation.Name, .. corpus.Tests.Select(static test => test.Name)]);
        Assert.Equal(["One.", "Two."], corpus.Tests[0].Sources);
        Assert.Equal(["Eins.", "Zwei."], corpus.Tests[0].Targets);
        Assert.Equal("\u00c4ber", corpus.Tests[1].Sources[0]);
        Assert.Equal("\u00e4ber", this.Load(lowercase: true).Tests[1].Sources[0]);
    }

    [Fact]
    public void Folder_Missing_IsNamed()
    {
        string folder = _folder["none"];

        AssertFails($"{folder}: there is no such folder; --data needs one with train.en, train.de and so on.", () => ParallelFolder.Load(folder, "en", "de", lowercase: false));
    }

    [Fact]
    public void Folder_FileMissing_IsNamed()
    {
        this.WriteParts();
        File.Delete(_folder["val.de"]);

        AssertFails($"{_folder["val.de"]} is missing, and so is {_folder["val.de.gz"]}.", () => this.Load());
    }

    [Fact]
    public void Folder_LineCountsDiffer_BothAreNamed()
    {
        this.WriteParts();
        this.Write("train.de", "eins\nzwei\n\n");

        AssertFails($"{_folder["train.en"]} has 2 lines and {_folder["train.de"]} has 3: line by line, one is the translation of the other.", () => this.Load());
    }

    [Fact]
    public void Folder_EmptyFiles_AreNamed()
    {
        this.WriteParts();
        this.Write("val.en", string.Empty);
        this.Write("val.de", string.Empty);

        AssertFails($"{_folder["val.en"]} and {_folder["val.de"]} are empty.", () => this.Load());
    }

    [Fact]
    public void Folder_NoText_IsNamed()
    {
        this.WriteParts();
        File.WriteAllBytes(_folder["val.en"], [0x61, 0xff, 0x0a]);

        AssertFails($"{_folder["val.en"]} is no text in UTF-8.", () => this.Load());
    }

    [Fact]
    public void Folder_DamagedCompression_IsNamed()
    {
        this.WriteParts();
        File.Delete(_folder["val.en"]);
        this.Write("val.en.gz", "no gzip");

        Assert.StartsWith($"{_folder["val.en.gz"]} is damaged: ", Assert.Throws<IOException>(() => this.Load()).Message);
    }

    private static void AssertFails(string sentence, Action action) => Assert.Equal(sentence, Assert.ThrowsAny<IOException>(action).Message);

    private Corpus Load(bool lowercase = false) => ParallelFolder.Load(Path.GetDirectoryName(_folder["x"])!, "en", "de", lowercase);

    private void WriteParts()
    {
        foreach (string part in (IEnumerable<string>)["train", "val"])
        {
            this.Write($"{part}.en", "one\ntwo\n");
            this.Write($"{part}.de", "eins\nzwei\n");
        }
    }

    private void Write(string name, string text) => File.WriteAllText(_folder[name], text);

    private void WriteCompressed(string name, string text)
    {
        using GZipStream stream = new(File.Create(_folder[name]), CompressionMode.Compress);
        using StreamWriter writer = new(stream);
        writer.Write(text);
    }
}
