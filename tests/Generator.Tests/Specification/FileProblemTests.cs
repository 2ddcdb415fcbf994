using System.Linq;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>What is wrong before anyone can speak of keys: files that are no text, no YAML, or YAML that a spec has no use for.</summary>
public sealed class FileProblemTests
{
    private const string Unreadable = "'tiny.yaml' is not a readable model specification:";

    [Theory]
    [InlineData(null, $"(1,1): error WEFT001: {Unreadable} it is missing or is no text file")]
    [InlineData("", $"(1,1): error WEFT001: {Unreadable} it is empty")]
    [InlineData(" \n\n", $"(1,1): error WEFT001: {Unreadable} it is empty")]
    [InlineData("# only a comment\n", $"(1,1): error WEFT001: {Unreadable} it is empty")]
    [InlineData("---\n", $"(1,1): error WEFT001: {Unreadable} it is empty")]
    [InlineData("...\n", $"(1,1): error WEFT001: {Unreadable} it is empty")]
    [InlineData("model: T\0", $"(1,9): error WEFT001: {Unreadable} the character U+0000 here is not text")]
    [InlineData("a: 1\nb: \u001b[0m", $"(2,4): error WEFT001: {Unreadable} the character U+001B here is not text")]
    [InlineData("model: \uFFFD", $"(1,8): error WEFT001: {Unreadable} a character here is not valid in the file's encoding; save it as UTF-8")]
    public void File_NoText_IsUnreadable(string? text, string expected) => AssertProblem(text, expected);

    [Fact]
    public void File_HalfASurrogate_IsUnreadable() =>
        AssertProblem("model: \uD83D!", $"(1,8): error WEFT001: {Unreadable} the character U+D83D here is not text");

    [Fact]
    public void File_TooLong_IsUnreadable() => AssertProblem(
        new string('#', Limits.FileLength + 1), $"(1,1): error WEFT001: {Unreadable} it is longer than 1,048,576 characters");

    [Theory]
    [InlineData("- a\n- b\n", "a list")]
    [InlineData("decoder\n", "'decoder'")]
    [InlineData("'decoder'\n", "the quoted text 'decoder'")]
    public void Root_NoMapping_IsNamed(string text, string what) => AssertProblem(
        text, $"(1,1): error WEFT004: A model specification is a mapping of keys to values, such as 'd_model: 512', but this is {what}");

    [Theory]
    [InlineData("a: b: c\n", "(1,5)", "a ':' stands inside a value; indent a key like its neighbours, and put text with ': ' in it in quotes")]
    [InlineData("a: 1\n  b: 2\n", "(2,4)", "a ':' stands inside a value; indent a key like its neighbours, and put text with ': ' in it in quotes")]
    [InlineData("a: 1\n\tb: 2\n", "(2,1)", "a tab stands where YAML wants spaces")]
    [InlineData("a: `b`\n", "(1,4)", "'`' cannot start a value; put the value in quotes")]
    [InlineData("a: 'b\n", "(1,4)", "the quoted text is never closed")]
    [InlineData("a: [b, c\n", "(2,1)", "while parsing a flow sequence, did not find expected ',' or ']'")]
    [InlineData("a: [\nb: {c: 3, d: 4}\ne: [f]\n", "(1,4)", "it cannot be read on from here; is a bracket or a quote left open?")]
    [InlineData("}\n", "(1,1)", "while parsing a node, did not find expected node content")]
    public void Yaml_Malformed_PointsAtIt(string text, string place, string reason) =>
        AssertProblem(text, $"{place}: error WEFT002: The YAML is malformed: {reason}");

    [Theory]
    [InlineData("heads: &h 2", "(7,8)", "The anchor '&h'", "write each value where it is needed")]
    [InlineData("heads: *h", "(7,8)", "The alias '*h'", "write the value itself")]
    [InlineData("heads: !!int 2", "(7,8)", "The tag 'tag:yaml.org,2002:int'", "each key knows the type of its value")]
    [InlineData("instruction_sets: !set [avx2]", "(8,19)", "The tag '!set'", "each key knows the type of its value")]
    [InlineData("d_ff: 3\n---", "(9,1)", "A second YAML document", "one file describes one model")]
    [InlineData("? [a, b]\n: 3", "(8,3)", "A list or mapping as a key", "keys are plain names")]
    public void Yaml_FeatureWithoutUse_IsRefused(string line, string place, string what, string instead) =>
        AssertProblem(Specs.TinyWith(line), $"{place}: error WEFT003: {what} has no place in a model specification: {instead}");

    [Fact]
    public void Yaml_DeepNesting_IsRefusedWithoutReadingOn() => AssertProblem(
        new string('[', 500_000), "(1,10): error WEFT003: So deep a nesting has no place in a model specification: keys nest two levels at most");

    [Theory]
    [InlineData("dropout: 0.1\nd_modle: 3", "(9,1): error WEFT005: 'd_modle' is not a key of a model specification; did you mean 'd_model'?")]
    [InlineData("Kv-Heads: 3", "(8,1): error WEFT005: 'Kv-Heads' is not a key of a model specification; did you mean 'kv_heads'?")]
    [InlineData("num_key_value_heads: 3", "(8,1): error WEFT005: 'num_key_value_heads' is not a key of a model specification; did you mean 'kv_heads'?")]
    [InlineData("d_model\u200B: 3", "(8,1): error WEFT005: 'd_model\\u200B' is not a key of a model specification; did you mean 'd_model'?")]
    [InlineData("\"heads\" : 2", "(8,1): error WEFT006: 'heads' is given twice; line 7 has it already")]
    public void Key_UnknownOrTwice_IsNamed(string line, string expected) => AssertProblem(Specs.TinyWith(line), expected);

    [Fact]
    public void Key_LikeNoOther_IsToldAllKeys()
    {
        SpecificationProblem problem = Assert.Single(Specs.Read(Specs.TinyWith("optimizer: adam")).Problems);

        Assert.StartsWith("'optimizer' is not a key of a model specification; its keys are model, namespace, architecture, ", problem.Message, System.StringComparison.Ordinal);
        Assert.EndsWith(", training, inference and instruction_sets", problem.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_Missing_AreAllNamed() => AssertProblems(
        "\nmodel: Tiny\nlayers: 1\nvocabulary: 3\n",
        "(2,1): error WEFT007: 'architecture' is missing; it must be one of decoder, encoder and encoder-decoder",
        "(2,1): error WEFT007: 'max_length' is missing; it must be a whole number from 1 to 16,777,216",
        "(2,1): error WEFT007: 'd_model' is missing; it must be a whole number from 1 to 65,536",
        "(2,1): error WEFT007: 'heads' is missing; it must be a whole number from 1 to 1,024");

    [Fact]
    public void Key_Misspelled_IsNotMissingToo() => AssertProblem(
        Specs.Tiny.Replace("heads", "n_heads"), "(7,1): error WEFT005: 'n_heads' is not a key of a model specification; did you mean 'heads'?");

    [Fact]
    public void Problems_OfManyKinds_ComeInTheOrderOfTheFile() => AssertProblems(
        Specs.TinyWith("heads: 5", "model: 3d", "activation: rellu", "max_length: x"),
        "(1,8): error WEFT011: 'model' cannot be '3d': a class name is letters, digits and underscores and does not start with a digit",
        "(4,13): error WEFT008: 'max_length' must be a whole number from 1 to 16,777,216, but it is 'x'",
        "(7,8): error WEFT012: 'heads: 5' does not fit 'd_model: 8': heads must divide d_model; the nearest that do are 4 and 8",
        "(8,13): error WEFT010: 'activation' cannot be 'rellu': allowed are relu, relu_squared, gelu, gelu_tanh, quick_gelu, silu, tanh, reglu, swiglu, geglu and geglu_tanh; did you mean 'relu'?");

    [Fact]
    public void Problems_WithoutEnd_AreCut()
    {
        string text = string.Concat(Enumerable.Range(0, 50_000).Select(static i => $"key{i}: 1\n"));

        Assert.Equal(100, Specs.Read(text).Problems.Count);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Place_WithAnyLineEnd_IsTheSame(string lineEnd) => AssertProblem(
        Specs.TinyWith("bias: maybe").Replace("\n", lineEnd), "(8,7): error WEFT008: 'bias' must be true or false, but it is 'maybe'");

    [Fact]
    public void Place_AfterWideCharacters_CountsUtf16AsEditorsDo() => AssertProblems(
        Specs.TinyWith("inference: {\"\U0001F600\": 1, beam: 0}"),
        "(8,13): error WEFT005: '\U0001F600' is not a key of 'inference'; its keys are weights, activations, cache, cache_tokens, sequences, beam, draft and attention",
        "(8,28): error WEFT009: 'inference.beam' must be a whole number from 1 to 65,536, but it is 0");

    [Fact]
    public void Span_OfAProblem_CoversTheValue()
    {
        string text = Specs.TinyWith("training: {batch: 3, length: 900}");
        SpecificationProblem problem = Assert.Single(Specs.Read(text).Problems);

        Assert.Equal("900", text.Substring(problem.Location.Span.Start, problem.Location.Span.Length));
        Assert.Equal("tiny.yaml", problem.Location.Path);
    }

    [Fact]
    public void Problems_OfEqualText_AreEqual() => Assert.Equal(Specs.Read(Specs.TinyWith("heads: 5")), Specs.Read(Specs.TinyWith("heads: 5")));

    [Fact]
    public void Text_WithByteOrderMark_IsRead() => Assert.Empty(Specs.Read("\uFEFF" + Specs.Tiny).Problems);

    /// <summary>A tab that indents a key is another matter, see above.</summary>
    [Theory]
    [InlineData("\t\n")]
    [InlineData("\r\t \r\n")]
    [InlineData(" \t# a comment\n\n\t\n")]
    public void Tab_InALineThatSaysNothing_IsRead(string lines) => Assert.Empty(Specs.Read($"{lines}{Specs.Tiny}{lines}\t").Problems);

    [Fact]
    public void Tab_InALineThatSaysNothing_MovesNothing() => Assert.Equal(
        Specs.Read("  \n" + Specs.TinyWith("heads: 3")).Problems, Specs.Read("\t\t\n" + Specs.TinyWith("heads: 3")).Problems);

    private static void AssertProblem(string? text, string expected) => AssertProblems(text, expected);

    private static void AssertProblems(string? text, params string[] expected)
    {
        SpecificationResult result = Specs.Read(text);

        Assert.Null(result.Specification);
        Assert.Equal(expected.Select(static line => "tiny.yaml" + line), result.Problems.Select(static problem => problem.ToString()));
    }
}
