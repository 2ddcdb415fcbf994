using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Weft.Tool.Verbs;

/// <summary>What the metric verbs have in common: hypotheses and references from files, one score for all or one for each line.</summary>
internal sealed class ScoredFiles
{
    private const int MostDecimals = 9;
    private readonly int _decimals;
    private readonly bool _scoreOnly;
    private readonly List<string> _hypotheses;
    private readonly List<List<string>> _references;

    /// <summary>The part of the help text about them.</summary>
    public const string Options =
        """
          --sentence-level, -sl  one score for each line instead of one for all
          --score-only, -b       the score alone, without its details and its signature
          --width N              decimals of the score, 0 to 9 (1)
        Files hold one detokenized segment a line in UTF-8 (gzipped where the name ends in .gz); each of the reference files is a
        translation of all segments, with an empty line where it has none.
        """;

    /// <summary>Takes the common options and the files; a verb takes its own options first.</summary>
    public ScoredFiles(ArgumentReader arguments)
    {
        _decimals = arguments.TakeInteger("--width", absent: 1, least: 0, MostDecimals);
        _scoreOnly = arguments.TakeFlag("--score-only", "-b");
        this.BySentence = arguments.TakeFlag("--sentence-level", "-sl");
        List<string> paths = arguments.TakeRest(least: 2, "a file of hypotheses and one or more of references");
        _hypotheses = SegmentFile.Read(paths[0]);
        _references = SegmentFile.ReadReferences(paths[0], _hypotheses, paths[1..]);
    }

    /// <summary>Whether every line has a score of its own.</summary>
    public bool BySentence { get; }

    /// <summary>Writes the scores, one to a line, and the signature that belongs to all of them.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="scoreCorpus">Scores hypotheses against the streams of references.</param>
    /// <param name="scoreSentence">Scores one hypothesis against its references.</param>
    public void Write(
        TextWriter output,
        Func<List<string>, List<List<string>>, ITranslationScore> scoreCorpus,
        Func<string, List<string>, ITranslationScore> scoreSentence)
    {
        ITranslationScore corpus = scoreCorpus(_hypotheses, _references);

        if (this.BySentence)
        {
            for (int line = 0; line < _hypotheses.Count; line++)
            {
                this.Write(output, scoreSentence(_hypotheses[line], [.. _references.Select(stream => stream[line])]));
            }
        }
        else
        {
            this.Write(output, corpus);
        }

        if (!_scoreOnly)
        {
            output.WriteLine(corpus.Signature);
        }
    }

    private void Write(TextWriter output, ITranslationScore score) =>
        output.WriteLine(_scoreOnly ? score.FormatScore(_decimals) : score.Format(_decimals));
}
