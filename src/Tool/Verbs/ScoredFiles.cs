using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;

namespace Weft.Tool.Verbs;

/// <summary>What the metric verbs have in common: hypotheses and references from files, one score for all or one for each line.</summary>
internal sealed class ScoredFiles
{
    private readonly int _decimals;
    private readonly bool _scoreOnly;
    private readonly List<string> _hypotheses;
    private readonly List<List<string>> _references;

    /// <summary>Reads the files of a command.</summary>
    public ScoredFiles(ScoredFileOptions options, ParseResult command)
    {
        _decimals = command.GetValue(options.Decimals);
        _scoreOnly = command.GetValue(options.ScoreOnly);
        this.BySentence = command.GetValue(options.BySentence);
        string[] paths = options.Files.Take(command);
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
