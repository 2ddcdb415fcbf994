using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Xunit;

namespace Weft.Samples.Tests;

/// <summary>Text in, text out, whatever the model: here one that repeats a sentence backwards.</summary>
public sealed class TranslatorTests
{
    private static readonly Subwords Subwords = Subwords.Learn(new ParallelText("training", ["a b c d"], ["a b c d"]), 100, CancellationToken.None);

    [Fact]
    public void Translate_Sentence_GoesThroughTheModel()
    {
        Backwards search = new();

        Assert.Equal("c b a", new Translator(search, Subwords, lowercase: false).Translate("  a b c \t"));
        Assert.Equal([Subwords.EndToken], search.Ends);
    }

    [Fact]
    public void Translate_LowercaseModel_ReadsLowerCase() => Assert.Equal("b a", new Translator(new Backwards(), Subwords, lowercase: true).Translate("A B"));

    [Theory]
    [InlineData("", "The sentence is empty.")]
    [InlineData(" \t ", "The sentence is empty.")]
    [InlineData("a b c d a b c d", "The sentence has 8 subwords; the model reads 7 at most.")]
    [InlineData("a B", "The character 'B' (U+0042) at position 2 cannot be represented by the 13 tokens of the vocabulary.")]
    public void Translate_WhatCannotBe_IsToldInOneSentence(string sentence, string message)
    {
        Translator translator = new(new Backwards(), Subwords, lowercase: false);

        Assert.Equal(message, Assert.Throws<SentenceException>(() => translator.Translate(sentence)).Message);
    }

    [Fact]
    public void TranslateAll_KeepsTheOrderAndCountsWhatIsTooLong()
    {
        string[] sentences = ["a b c", "a", "a b c d a b c d", "a ? b", .. Enumerable.Repeat("c d", 300)];
        (IReadOnlyList<string> translations, int tooLong) = new Translator(new Backwards(), Subwords, lowercase: false).TranslateAll(sentences, CancellationToken.None);

        // The unknown sign leaves the space before it.
        Assert.Equal(1, tooLong);
        Assert.Equal(["c b a", "a", "", "b  a", .. Enumerable.Repeat("d c", 300)], translations);
    }

    [Fact]
    public void TranslateAll_Cancelled_Stops()
    {
        Translator translator = new(new Backwards(), Subwords, lowercase: false);

        Assert.Throws<OperationCanceledException>(() => translator.TranslateAll(["a"], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void PromptLoop_Piped_WritesALineForEachLine()
    {
        (int failures, string output, string error) = Run("a b\n\nx\nc d", prompt: null);

        Assert.Equal(2, failures);
        Assert.Equal(["b a", "", "", "d c"], Lines(output));
        Assert.Equal(["Line 2: The sentence is empty.", "Line 3: The character 'x' (U+0078) at position 0 cannot be represented by the 13 tokens of the vocabulary."], Lines(error));
    }

    [Fact]
    public void PromptLoop_Typed_EndsWithAnEmptyLine()
    {
        (int failures, string output, string error) = Run("a b\nx\nc d\n\na", prompt: "> ");

        Assert.Equal(1, failures);
        Assert.Equal($"> b a{Environment.NewLine}> > d c{Environment.NewLine}> ", output);
        Assert.Single(Lines(error));
    }

    [Fact]
    public void PromptLoop_CancelledWhileItWaits_Stops()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(50));
        using StringWriter output = new();
        using Silence input = new();
        PromptLoop loop = new(input, output, output, prompt: "> ");

        Assert.Throws<OperationCanceledException>(() => loop.Run(new Translator(new Backwards(), Subwords, lowercase: false), stop.Token));
    }

    private static (int Failures, string Output, string Error) Run(string input, string? prompt)
    {
        using StringReader reader = new(input);
        using StringWriter output = new();
        using StringWriter error = new();
        int failures = new PromptLoop(reader, output, error, prompt).Run(new Translator(new Backwards(), Subwords, lowercase: false), CancellationToken.None);

        return (failures, output.ToString(), error.ToString());
    }

    private static string[] Lines(string text) => text.TrimEnd('\n', '\r').Split(Environment.NewLine);

    private sealed class Backwards : ISearch
    {
        public List<int> Ends { get; } = [];

        public int LongestSource => 8;

        public IReadOnlyList<int[]> Translate(IReadOnlyList<int[]> sources)
        {
            this.Ends.AddRange(sources.Select(static source => source[^1]));

            return [.. sources.Select(static source => (int[])[.. source.SkipLast(1).Reverse()])];
        }
    }

    /// <summary>A user who types nothing until the test is over.</summary>
    private sealed class Silence : TextReader
    {
        private readonly ManualResetEventSlim _over = new();

        public override string? ReadLine()
        {
            _over.Wait();

            return null;
        }

        protected override void Dispose(bool disposing) => _over.Set();
    }
}
