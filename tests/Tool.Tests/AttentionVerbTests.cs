using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Weft.Generator.Specification;
using Weft.Tokenizers;
using Weft.Tool.Compilation;
using Weft.Tool.Running;
using Xunit;

namespace Weft.Tool.Tests;

public sealed partial class AttentionVerbTests : IDisposable
{
    private const string Sizes = "max_length: 12\nd_model: 16\nlayers: 2\nheads: 2\ninstruction_sets: [portable]\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Every weight of the page is that of a session, in 65,535ths.</summary>
    [Fact]
    public void Decoder_ThePageHasItsWeights()
    {
        string[] files = this.Create($"model: Seen\narchitecture: decoder\nvocabulary: 7\nwindow: 3\n{Sizes}");
        string characters = _folder.Write("characters.txt", "가나 </b\n");
        JsonElement group = Assert.Single(this.Show([.. files, "--text", "가/나 <\nb", "--characters", characters]).EnumerateArray());
        string[] labels = ["가", "/", "나", "␣", "<", "↵", "b"];

        Assert.Equal(("Decoder", 2, 2), (group.GetProperty("name").GetString(), group.GetProperty("layers").GetInt32(), group.GetProperty("heads").GetInt32()));
        Assert.Equal(labels, Labels(group, "queries"));
        Assert.Equal(labels, Labels(group, "keys"));
        ushort[] weights = Weights(group);
        int at = 0;

        using InferenceSession session = StartSession(files, out IDisposable model);
        using IDisposable owned = model;
        ((DecoderSession)session).Feed(CharacterVocabulary.FromText("가나 </b\n").Encode("가/나 <\nb"));

        for (int map = 0; map < 4; map++)
        {
            for (int query = 0; query < labels.Length; query++)
            {
                foreach (float weight in ((DecoderSession)session).AttentionOf(map / 2, map % 2)[query])
                {
                    Assert.Equal(weight * ushort.MaxValue, weights[at++], 0.51);
                }
            }
        }

        Assert.Equal(weights.Length, at);
        Assert.Equal(0, weights[1]);
        Assert.True(weights[0] > 65_530);
    }

    /// <summary>Subwords beside the model; the target is what the model writes by itself, or what it is given.</summary>
    [Fact]
    public void EncoderDecoder_HasThreeKinds()
    {
        string[] files = this.Create($"model: Seen\narchitecture: encoder-decoder\nvocabulary: 40\n{Sizes}training: {{ batch: 2, length: 8 }}\ndropout: 0.1\n");
        new BpeLearner { VocabularySize = 40, Format = new BpeFormat { Level = BpeLevel.Character } }.Learn(["나는 공부를 한다", "I study"])
            .Save(_folder.PathOf("seen.vocab.json"), _folder.PathOf("seen.merges.txt"));
        JsonElement groups = this.Show([.. files, "--source", "나는 공부를", "--text", "I study"]);
        JsonElement[] kinds = [.. groups.EnumerateArray()];

        Assert.Equal(["Target to source", "Encoder", "Decoder"], kinds.Select(static kind => kind.GetProperty("name").GetString()));
        string[] source = Labels(kinds[0], "keys");
        string[] target = Labels(kinds[0], "queries");
        Assert.Equal(("나는공부를", "</s>"), (Letters(source[..^1]), source[^1]));
        Assert.Equal(("<s>", "Istudy"), (target[0], Letters(target[1..])));
        Assert.Equal(source, Labels(kinds[1], "queries"));
        Assert.Equal(target, Labels(kinds[2], "keys"));
        Assert.All(kinds, static kind => CheckRows(kind));

        JsonElement own = this.Show([.. files, "--source", "나는 공부를"])[0];
        Assert.Equal("<s>", Labels(own, "queries")[0]);
        CheckRows(own);
        Assert.Equal("나", Labels(this.Show([.. files, "--source", "나는", "--start", "나"])[0], "queries")[0]);
    }

    /// <summary>The special tokens of a published tokenizer are there as well.</summary>
    [Fact]
    public void Encoder_ReadsWithTheTokenizerOfItsFolder()
    {
        string[] files = this.Create($"model: Seen\narchitecture: encoder\nvocabulary: 6\noutput: hidden\n{Sizes}");
        _ = _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\ndog\n");
        JsonElement group = this.Show([.. files, "--text", "the dog the"])[0];

        Assert.Equal(["[CLS]", "the", "dog", "the", "[SEP]"], Labels(group, "keys"));
        Assert.Equal("Encoder", group.GetProperty("name").GetString());
        CheckRows(group);
    }

    [Fact]
    public void Page_NeedsNoNetwork()
    {
        string[] files = this.Create($"model: Seen\narchitecture: decoder\nvocabulary: 6\n{Sizes}");
        _ = this.Show([.. files, "--text", "ab", "--characters", _folder.Write("characters.txt", "abc")]);
        string page = File.ReadAllText(_folder.PathOf("map.html"));

        Assert.DoesNotMatch(@"https?:|\ssrc=|\shref=|@import|url\(", page);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.Contains("<title>Seen: attention</title>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--text: The character 'x' (U+0078) at position 1 is not among the 3 characters of the vocabulary.", "--text", "ax", "--characters", "abc.txt")]
    [InlineData("--text has 13 tokens; the model takes 1 to 12 (max_length).", "--text", "abcabcabcabca", "--characters", "abc.txt")]
    [InlineData("--text: the tokenizer gives token 6, and the model has 6 tokens; it is that of another model.", "--text", "g", "--characters", "abcdefg.txt")]
    [InlineData("empty.txt: the file has no characters.", "--text", "a", "--characters", "empty.txt")]
    [InlineData("seen.safetensors: no tokenizer lies beside it; --tokenizer names one, or --characters a text whose characters are the tokens.", "--text", "a")]
    public void WrongText_ExitCode1_AndNoPage(string message, params string[] arguments)
    {
        string[] files = this.Create($"model: Seen\narchitecture: decoder\nvocabulary: 6\n{Sizes}");
        _ = _folder.Write("abc.txt", "abc");
        _ = _folder.Write("abcdefg.txt", "abcdefg");
        _ = _folder.Write("empty.txt", "");
        WeftCommand run = WeftCommand.Run(
            ["attention", .. files, .. arguments.Select(argument => argument.EndsWith(".txt", StringComparison.Ordinal) ? _folder.PathOf(argument) : argument),
                "--output", _folder.PathOf("map.html")]);

        Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));
        Assert.Equal($"weft attention: {message}", Assert.Single(run.ErrorLines()).Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
        Assert.False(File.Exists(_folder.PathOf("map.html")));
    }

    [Fact]
    public void Recurrence_HasNothingToShow()
    {
        string[] files = this.Create("model: Seen\narchitecture: decoder\nvocabulary: 6\nmax_length: 12\nd_model: 8\nlayers: 1\nmixer: gru\n");
        WeftCommand run = WeftCommand.Run(["attention", .. files, "--text", "a", "--output", _folder.PathOf("map.html")]);

        Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));
        Assert.Equal("weft attention: Seen has no attention to show (mixer).", Assert.Single(run.ErrorLines()));
    }

    [Theory]
    [InlineData("decoder", "--output FILE is needed.", "--text", "a")]
    [InlineData("decoder", "--text TEXT is needed.", "--output", "map.html")]
    [InlineData("decoder", "--source is for an encoder-decoder, and Seen is a model of one stack.", "--text", "a", "--source", "b", "--output", "map.html")]
    [InlineData("decoder", "--tokenizer and --characters contradict each other.", "--text", "a", "--tokenizer", "a", "--characters", "b", "--output", "map.html")]
    [InlineData("encoder-decoder", "--source TEXT is needed: Seen is an encoder-decoder.", "--text", "a", "--output", "map.html")]
    public void WrongArguments_ExitCode2(string architecture, string message, params string[] arguments)
    {
        string[] files = this.Create($"model: Seen\narchitecture: {architecture}\nvocabulary: 6\n{Sizes}");
        WeftCommand run = WeftCommand.Run(["attention", .. files, .. arguments]);

        Assert.Equal(CommandLine.UsageError, run.Code);
        Assert.Equal($"weft attention: {message}", run.ErrorLines()[0]);
    }

    [Fact]
    public void OtherWeights_AreRefused()
    {
        string[] files = this.Create($"model: Seen\narchitecture: decoder\nvocabulary: 6\n{Sizes}");
        string other = _folder.Write("other.yaml", $"model: Seen\narchitecture: decoder\nvocabulary: 7\n{Sizes}");
        WeftCommand run = WeftCommand.Run(
            "attention", other, files[1], "--text", "a", "--characters", _folder.Write("characters.txt", "abc"), "--output", _folder.PathOf("map.html"));

        Assert.Equal((CommandLine.InputError, ""), (run.Code, run.Output));
        Assert.Contains("seen.safetensors", Assert.Single(run.ErrorLines()), StringComparison.Ordinal);
    }

    // A specification, and a file of random parameters of its model.
    private string[] Create(string text)
    {
        string path = _folder.Write("seen.yaml", text);
        (ModelSpecification specification, _, ModelBuild build) = SpecificationCompiler.Compile(path);
        using TransformerModel model = InMemoryCompiler.Compile(build.Sources, specification.FullName).Initialize(3);
        model.Save(_folder.PathOf("seen.safetensors"));

        return [path, _folder.PathOf("seen.safetensors")];
    }

    private static InferenceSession StartSession(string[] files, out IDisposable model)
    {
        (ModelSpecification specification, _, ModelBuild build) = SpecificationCompiler.Compile(
            files[0], static model => model with { Inference = model.Inference with { Attention = true } });
        RunnableModel runnable = InMemoryCompiler.Compile(build.Sources, specification.FullName);
        TransformerModel loaded = runnable.Load(files[1]);
        model = loaded;

        return runnable.StartInference(loaded, workers: null!);
    }

    private JsonElement Show(string[] arguments)
    {
        string path = _folder.PathOf("map.html");
        Assert.Equal($"{path}: written.", Assert.Single(WeftCommand.Run(["attention", .. arguments, "--output", path]).Lines()));

        return JsonDocument.Parse(Data().Match(File.ReadAllText(path)).Groups[1].Value).RootElement;
    }

    private static string[] Labels(JsonElement group, string name) => [.. group.GetProperty(name).EnumerateArray().Select(static label => label.GetString()!)];

    // The blank before a word may be a token of its own.
    private static string Letters(string[] labels) => string.Concat(labels).Replace("\u2581", "", StringComparison.Ordinal);

    private static ushort[] Weights(JsonElement group) =>
        [.. group.GetProperty("weights").GetBytesFromBase64().Chunk(2).Select(static pair => BitConverter.ToUInt16(pair))];

    private static void CheckRows(JsonElement group)
    {
        int keys = Labels(group, "keys").Length;
        ushort[][] rows = [.. Weights(group).Chunk(keys)];

        Assert.Equal(4 * Labels(group, "queries").Length, rows.Length);
        Assert.All(rows, row => Assert.InRange(row.Sum(static weight => weight), ushort.MaxValue - keys, ushort.MaxValue + keys));
    }

    [GeneratedRegex("""<script type="application/json" id="data">(.*?)</script>""", RegexOptions.CultureInvariant)]
    private static partial Regex Data();
}
