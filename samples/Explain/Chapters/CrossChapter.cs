using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Weft.Samples;

/// <summary>What a translator looks at while it writes.</summary>
internal sealed class CrossChapter : Chapter
{
    private const int Steps = 2500;
    private const int Layer = Aligner.TargetLayers - 1;

    // A name whose place in the source is known without a dictionary.
    private const char Korean = '톰';
    private const string English = "Tom";

    private static readonly (string Source, string Target)[] Shown =
    [
        ("톰은 고양이를 싫어해.", "Tom hates cats."),
        ("난 톰한테 골프를 가르쳤어.", "I taught Tom golf."),
    ];

    /// <inheritdoc/>
    public override string Name => "cross";

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        Corpus corpus = TatoebaPairs.Load();
        Subwords subwords = Subwords.Learn(corpus.Training, Aligner.Shape.TargetVocabulary, CancellationToken.None);
        Lesson<Aligner> lesson = Train(classroom, corpus, subwords);
        using Aligner.Inference trained = lesson.Model.StartInference();
        using Aligner.Inference untrained = classroom.Start<Aligner>().StartInference();
        Alignment[] heldOut = [.. Named(corpus.Validation, subwords)];
        Alignment[] all = [.. heldOut, .. Named(corpus.Training, subwords)];
        findings.Add("steps", Steps);
        findings.Add("pairs", corpus.Training.Count);
        findings.Add("sentences", all.Length);
        findings.Add("chance", all.Average(static alignment => 1.0 / alignment.SourceNames.Length));
        findings.Add("right.before", Share(all, untrained));
        findings.Add("right.after", Share(all, trained));
        findings.Add("heldout.sentences", heldOut.Length);
        findings.Add("heldout.right", Share(heldOut, trained));
        findings.Add("alignment", new HeatMap(
            new("Where the translator looks while it writes", "번역기가 쓰면서 보는 곳"),
            new("A row is an English word that is being written, a column a Korean word that is looked at: the mean of the last layer's heads.", "행은 지금 쓰는 영어 단어, 열은 바라보이는 한국어 단어. 마지막 층 헤드들의 평균이다."),
            [.. Shown.Select(pair => Draw(new Alignment(subwords, pair.Source, pair.Target), trained))],
            Across: 2));
    }

    private static Lesson<Aligner> Train(Classroom classroom, Corpus corpus, Subwords subwords) => classroom.Train<Aligner>(
        new ShuffledPairs(subwords.Encode(corpus.Training, Aligner.MaxLength), Aligner.Shape.TrainingTokens, Classroom.Seed, Aligner.Shape.TrainingSequences),
        new ConsecutivePairs(subwords.Encode(corpus.Validation, Aligner.MaxLength), Aligner.Shape.TrainingTokens, Aligner.Shape.TrainingSequences),
        new AdamW { LearningRate = LearningRate.InverseSquareRoot(3e-3, warmupSteps: 200), Beta2 = 0.98, Epsilon = 1e-9, WeightDecay = 0 },
        Steps);

    private static IEnumerable<Alignment> Named(ParallelText text, Subwords subwords) =>
        from pair in text.Sources.Zip(text.Targets)
        let alignment = new Alignment(subwords, pair.First, pair.Second)
        where alignment.SourceNames.Length > 1 && alignment.Fits(Aligner.MaxLength)
        where alignment.SourceNames.Count(static word => word.StartsWith(Korean)) == 1
        where alignment.TargetNames.Count(static word => word.StartsWith(English, StringComparison.Ordinal)) == 1
        select alignment;

    private static double Share(IEnumerable<Alignment> alignments, Aligner.Inference session) => alignments.Average(alignment => IsRight(alignment, session) ? 1 : 0);

    private static bool IsRight(Alignment alignment, Aligner.Inference session)
    {
        double[,] weights = alignment.Read(session, Layer);
        int row = Array.FindIndex(alignment.TargetNames, static word => word.StartsWith(English, StringComparison.Ordinal));
        int most = Enumerable.Range(0, alignment.SourceNames.Length).MaxBy(column => weights[row, column]);

        return alignment.SourceNames[most].StartsWith(Korean);
    }

    private static Panel Draw(Alignment alignment, Aligner.Inference session) =>
        new("", alignment.Read(session, Layer)) { Rows = alignment.TargetNames, Columns = alignment.SourceNames };
}
