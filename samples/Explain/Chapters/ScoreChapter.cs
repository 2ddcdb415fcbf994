using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>What BLEU and chrF say of a few sentences, and of a whole text.</summary>
internal sealed class ScoreChapter : Chapter
{
    private const string Reference = "나는 열심히 공부를 한다";
    private const string Reordered = "나는 공부를 열심히 한다";
    private const string Opposite = "나는 열심히 공부를 안 한다";
    private const string Other = "그는 열심히 공부를 한다";
    private const int Steps = 10;

    /// <inheritdoc/>
    public override string Name => "bleu";

    /// <inheritdoc/>
    public override void Compute(Findings findings)
    {
        Bleu bleu = new();
        AddSentence(findings, "same", Reference);
        AddSentence(findings, "reordered", Reordered);
        AddSentence(findings, "opposite", Opposite);
        AddSentence(findings, "other", Other);
        BleuScore reordered = bleu.ScoreSentence(Reordered, Reference);
        findings.Add("reordered.1", reordered.Matches[0]);
        findings.Add("reordered.2", reordered.Matches[1]);
        findings.Add("reordered.both", bleu.ScoreSentence(Reordered, Reference, Reordered).Score);
        AddCorpus(findings, bleu, KoreanOfWords(atLeast: 4));
    }

    private static void AddSentence(Findings findings, string name, string hypothesis)
    {
        findings.Add($"{name}.bleu", new Bleu().ScoreSentence(hypothesis, Reference).Score);
        findings.Add($"{name}.chrf", new Chrf().ScoreSentence(hypothesis, Reference).Score);
    }

    private static void AddCorpus(Findings findings, Bleu bleu, IReadOnlyList<string> references)
    {
        string[] swapped = [.. references.Select(Swap)];
        double[] shares = [.. Enumerable.Range(0, Steps + 1).Select(static step => (double)step / Steps)];
        string[][] texts = [.. shares.Select(share => references.Select((sentence, index) => index < share * references.Count ? swapped[index] : sentence).ToArray())];
        double[] bleus = [.. texts.Select(text => bleu.ScoreCorpus(text, references).Score)];
        double[] chrfs = [.. texts.Select(text => new Chrf().ScoreCorpus(text, references).Score)];
        findings.Add("corpus.sentences", references.Count);
        findings.Add("corpus.bleu", bleus[^1]);
        findings.Add("corpus.chrf", chrfs[^1]);
        findings.Add("corpus.half.bleu", bleus[Steps / 2]);
        findings.Add("corpus.mean", swapped.Zip(references, (text, reference) => bleu.ScoreSentence(text, reference).Score).Average());
        findings.Add("corpus", new Chart(
            new("Two words have changed places", "단어 둘의 자리가 바뀐 문장"),
            new("share of sentences in which they have", "자리가 바뀐 문장의 비율"),
            new("score of the whole text", "글 전체의 점수"),
            [
                new("BLEU", [.. shares.Zip(bleus)], Mark.Dots),
                new("chrF", [.. shares.Zip(chrfs)], Mark.Dots),
            ]));
    }

    // The sentences of the translator, each once.
    private static string[] KoreanOfWords(int atLeast)
    {
        Corpus corpus = TatoebaPairs.Load();

        return [.. corpus.Training.Sources.Concat(corpus.Validation.Sources).Distinct(StringComparer.Ordinal).Where(sentence => sentence.Split(' ').Length >= atLeast)];
    }

    // The second word and the third.
    private static string Swap(string sentence)
    {
        string[] words = sentence.Split(' ');
        (words[1], words[2]) = (words[2], words[1]);

        return string.Join(' ', words);
    }
}
