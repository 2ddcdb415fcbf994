using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Weft.Samples;

/// <summary>What a translator looks at while it writes.</summary>
internal sealed class CrossChapter : Chapter
{
    private const int Steps = 2500;

    // Names whose place in the source is known without a dictionary.
    private static readonly (string Source, string Target)[] Pairs = [("톰", "Tom"), ("메리", "Mary")];

    private static readonly string[] Shown = ["톰은 의사가 되고 싶어한다.", "나는 톰에게 편지를 썼다."];

    /// <inheritdoc/>
    public override string Name => "cross";

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        Corpus corpus = TatoebaPairs.Load();
        Subwords subwords = Subwords.Learn(corpus.Training, Aligner.Shape.TargetVocabulary, CancellationToken.None);
        Lesson<Aligner> lesson = classroom.Train<Aligner>(
            new ShuffledPairs(subwords.Encode(corpus.Training, Aligner.MaxLength), Aligner.Shape.TrainingTokens, Classroom.Seed, Aligner.Shape.TrainingSequences),
            new ConsecutivePairs(subwords.Encode(corpus.Validation, Aligner.MaxLength), Aligner.Shape.TrainingTokens, Aligner.Shape.TrainingSequences),
            new AdamW { LearningRate = LearningRate.InverseSquareRoot(3e-3, warmupSteps: 200), Beta2 = 0.98, Epsilon = 1e-9, WeightDecay = 0 },
            Steps);
        using Aligner.Inference session = lesson.Model.StartInference();
        using Aligner.Inference untrained = classroom.Start<Aligner>().StartInference();
        Alignment[] alignments = [.. Named(corpus).Select(pair => new Alignment(subwords, pair.Source, pair.Target)).Where(static alignment => alignment.Fits(Aligner.MaxLength))];

        for (int layer = 0; layer < 2; layer++)
        {
            for (int head = 0; head < 4; head++)
            {
                Console.WriteLine($"{layer} {head} {Hits(alignments, session, layer, head):F3}");
            }

            Console.WriteLine($"{layer} all {Hits(alignments, session, layer, null):F3}");
        }

        Console.WriteLine($"before {Hits(alignments, untrained, 1, null):F3} chance {alignments.Average(a => a.Chance):F3} {alignments.Length}");
        foreach ((string s, string t) in corpus.Validation.Sources.Zip(corpus.Validation.Targets).Where(p => p.First.Contains("톰")))
        {
            Console.WriteLine($"V {s} | {t}");
        }
    }

    private static double Hits(Alignment[] alignments, Aligner.Inference session, int layer, int? head) =>
        alignments.Average(alignment => alignment.IsRight(alignment.Read(session, layer, head)) ? 1 : 0);

    private static IEnumerable<(string Source, string Target)> Named(Corpus corpus) =>
        from pair in corpus.Validation.Sources.Zip(corpus.Validation.Targets, static (source, target) => (Source: source, Target: target))
            .Concat(corpus.Training.Sources.Zip(corpus.Training.Targets, static (source, target) => (Source: source, Target: target)))
        where pair.Source.StartsWith('톰') || pair.Source.Contains(" 톰", StringComparison.Ordinal)
        where pair.Target.Split(' ').Count(static word => word.StartsWith("Tom", StringComparison.Ordinal)) == 1
        select pair;
}
