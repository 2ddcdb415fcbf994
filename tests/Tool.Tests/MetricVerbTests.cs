using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using Xunit;

namespace Weft.Tool.Tests;

public sealed class MetricVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-");
    private readonly string _hypotheses;
    private readonly string _first;
    private readonly string _second;

    public MetricVerbTests()
    {
        _hypotheses = this.File("hypotheses.txt", "The dog bit the man.\nIt wasn't surprising.\nThe man had just bitten him.\n");
        _first = this.File("first.txt", "The dog bit the man.\nIt was not unexpected.\nThe man bit him first.\n");
        _second = this.File("second.txt", "\uFEFFThe dog had bit the man.\r\nNo one was surprised.\r\nThe man had bitten the dog.");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The line and the signature of sacreBLEU's README.</summary>
    [Fact]
    public void Bleu_TwoReferences_LineAndSignature() => Assert.Equal(
        [
            "BLEU = 48.53 82.4/50.0/45.5/37.5 (BP = 0.943 ratio = 0.944 hyp_len = 17 ref_len = 18)",
            "nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:" + SacreBleu.CompatibleVersion,
        ],
        WeftCommand.Run("bleu", _hypotheses, _first, _second, "--width", "2").Lines());

    [Theory]
    [InlineData("48.5")]
    [InlineData("48.5308", "--width=4")]
    [InlineData("43.9162", "--width=4", "--tokenize", "intl")]
    [InlineData("49.1920", "--width=4", "-tok", "none")]
    [InlineData("48.5308", "--width=4", "-tok", "zh")]
    [InlineData("48.5308", "--width=4", "--smooth", "none")]
    [InlineData("48.5308", "--width=4", "-s", "floor", "--smooth-value", "0.5")]
    public void Bleu_Options_Score(string expected, params string[] options) =>
        Assert.Equal([expected], WeftCommand.Run(["bleu", "-b", _hypotheses, _first, _second, .. options]).Lines());

    [Fact]
    public void Bleu_SentenceLevel_ALineEach()
    {
        string[] lines = WeftCommand.Run("bleu", _hypotheses, _first, "-sl", "--lowercase").Lines();

        Assert.Equal(4, lines.Length);
        Assert.StartsWith("BLEU = 100.0 100.0/100.0/100.0/100.0 (BP = 1.000", lines[0], StringComparison.Ordinal);
        Assert.Equal("nrefs:1|case:lc|eff:yes|tok:13a|smooth:exp|version:" + SacreBleu.CompatibleVersion, lines[3]);
    }

    [Fact]
    public void Chrf_TwoReferences_LineAndSignature() => Assert.Equal(
        ["chrF2 = 59.73", "nrefs:2|case:mixed|eff:yes|nc:6|nw:0|space:no|version:" + SacreBleu.CompatibleVersion],
        WeftCommand.Run("chrf", _hypotheses, _first, _second, "--width", "2").Lines());

    [Fact]
    public void Chrf_Options_AreInTheSignature() => Assert.Equal(
        "nrefs:1|case:lc|eff:no|nc:4|nw:2|space:yes|version:" + SacreBleu.CompatibleVersion,
        WeftCommand.Run("chrf", _hypotheses, _hypotheses, "--char-order", "4", "--word-order", "2", "--beta", "3", "-lc", "--whitespace", "--eps-smoothing").Lines()[1]);

    /// <summary>White space at the end of a line is no part of a segment, not even where white space counts.</summary>
    [Fact]
    public void Chrf_WhiteSpaceAtTheEnd_DoesNotCount()
    {
        string padded = this.File("padded.txt", "The dog bit the man. \t\nIt wasn't surprising.\r\nThe man had just bitten him.\u00A0\u001F");

        Assert.Equal(["100.0"], WeftCommand.Run("chrf", "-b", "--whitespace", padded, _hypotheses).Lines());
    }

    /// <summary>sacreBLEU's test.sh: a carriage return inside a segment neither ends it nor counts.</summary>
    [Fact]
    public void Bleu_CarriageReturnInside_DoesNotCount()
    {
        string hypotheses = this.File("hello.txt", "Hello! How are you doing today?\n");
        string reference = this.File("return.txt", "Hello! How are you \r doing today?");

        Assert.Equal(["100.00"], WeftCommand.Run("bleu", "-b", "--width", "2", hypotheses, reference).Lines());
    }

    [Fact]
    public void Bleu_GzippedFile_IsRead()
    {
        string path = Path.Combine(_folder.FullName, "first.txt.gz");

        using (GZipStream zipped = new(System.IO.File.Create(path), CompressionLevel.Fastest))
        {
            zipped.Write(System.IO.File.ReadAllBytes(_first));
        }

        Assert.Equal(["48.5"], WeftCommand.Run("bleu", "-b", _hypotheses, path, _second).Lines());
    }

    [Theory]
    [InlineData("{0}missing.txt: there is no such file.", "missing.txt", "first.txt")]
    [InlineData("{0}missing.txt: there is no such file.", "hypotheses.txt", "missing.txt")]
    [InlineData("{0}none/missing.txt: there is no such file.", "none/missing.txt", "first.txt")]
    [InlineData("{0}empty.txt: the file is empty.", "empty.txt", "first.txt")]
    [InlineData("{0}empty.txt: the file is empty.", "hypotheses.txt", "empty.txt")]
    [InlineData("{0}empty.txt: the file is empty.", "empty.txt", "empty.txt")]
    [InlineData("{0}mark.txt: the file is empty.", "mark.txt", "first.txt")]
    [InlineData("{0}short.txt, line 3: the file has 2 segments, and {0}hypotheses.txt has 3.", "hypotheses.txt", "short.txt")]
    [InlineData("{0}first.txt, line 3: the file has 3 segments, and {0}short.txt has 2.", "short.txt", "first.txt")]
    [InlineData("{0}short.txt, line 3: the file has 2 segments, and {0}hypotheses.txt has 3.", "hypotheses.txt", "first.txt", "short.txt")]
    [InlineData("{0}gap.txt, line 2: there is no reference for this segment.", "hypotheses.txt", "gap.txt")]
    [InlineData("{0}gap.txt, {0}gap.txt, line 2: there is no reference for this segment.", "hypotheses.txt", "gap.txt", "gap.txt")]
    [InlineData("{0}latin.txt, line 2: this is not UTF-8 text.", "latin.txt", "first.txt")]
    [InlineData("{0}latin.txt, line 2: this is not UTF-8 text.", "hypotheses.txt", "first.txt", "latin.txt")]
    [InlineData("{0}wide.txt, line 1: this is not UTF-8 text.", "wide.txt", "first.txt")]
    [InlineData("{0}broken.gz: the file cannot be read.", "broken.gz", "first.txt")]
    [InlineData("{0}folder: the file cannot be read.", "folder", "first.txt")]
    public void WrongFile_NamedWithItsLine_ExitCode1(string message, params string[] names)
    {
        _ = this.File("empty.txt", "");
        _ = this.File("mark.txt", "\uFEFF");
        _ = this.File("short.txt", "one\ntwo\n");
        _ = this.File("gap.txt", "one\n \nthree\n");
        _ = this.File("broken.gz", "this is no archive");
        _ = _folder.CreateSubdirectory("folder");
        System.IO.File.WriteAllBytes(Path.Combine(_folder.FullName, "latin.txt"), [.. "a\ncaf"u8, 0xE9, .. "\nb\n"u8]);
        System.IO.File.WriteAllText(Path.Combine(_folder.FullName, "wide.txt"), "one\ntwo\nthree\n", Encoding.Unicode);
        string folder = _folder.FullName + Path.DirectorySeparatorChar;

        foreach (string verb in (string[])["bleu", "chrf"])
        {
            WeftCommand run = WeftCommand.Run([verb, .. names.Select(name => folder + name)]);

            Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));
            Assert.StartsWith($"weft {verb}: {string.Format(null, message, folder)}", Assert.Single(run.ErrorLines()), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a file of hypotheses and one or more of references are needed; there is 1", "bleu", "x")]
    [InlineData("there is no option --bogus.", "bleu", "x", "y", "--bogus")]
    [InlineData("there is no option --smoth-value; did you mean --smooth-value?", "bleu", "x", "y", "--smoth-value=0.5")]
    [InlineData("there is no option -x.", "bleu", "x", "y", "-x")]
    [InlineData("--tokenize is one of 13a, intl, zh, char, none, not 'ja-mecab'.", "bleu", "x", "y", "--tokenize", "ja-mecab")]
    [InlineData("--tokenize is one of 13a, intl, zh, char, none, not 'cahr'; did you mean 'char'?", "bleu", "x", "y", "--tokenize=cahr")]
    [InlineData("-tok needs a value", "bleu", "x", "y", "-tok")]
    [InlineData("--width is given twice", "bleu", "x", "y", "--width", "1", "--width=2")]
    [InlineData("--width is a whole number from 0 to 9, not '10'", "chrf", "x", "y", "--width", "10")]
    [InlineData("--smooth-value belongs to --smooth floor and add-k", "bleu", "x", "y", "--smooth-value", "1")]
    [InlineData("--smooth-value is a number, 0 or more, not '-1'", "bleu", "x", "y", "--smooth", "floor", "--smooth-value", "-1")]
    public void WrongCommand_SaysWhatIsWrong_ExitCode2(string message, params string[] arguments)
    {
        WeftCommand run = WeftCommand.Run(arguments);

        Assert.Equal((CommandLine.UsageError, ""), (run.Code, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    /// <summary>Behind -- a file may be called like an option.</summary>
    [Fact]
    public void DoubleDash_EndsTheOptions() => Assert.Contains("--width: there is no such file", WeftCommand.Run("bleu", "--", "--width", _first).Error, StringComparison.Ordinal);

    private string File(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

        return path;
    }
}
