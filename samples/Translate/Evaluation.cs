using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace Weft.Samples;

/// <summary>Says how well a model translates: the perplexity of the reference translations, and the BLEU score of its own.</summary>
/// <param name="output">Where to say it.</param>
/// <param name="subwords">The model's vocabulary.</param>
/// <param name="translator">The model, translating.</param>
/// <param name="session">The model, computing likelihoods.</param>
/// <param name="lowercase">Whether BLEU is that of lower case.</param>
internal sealed class Evaluation(TextWriter output, Subwords subwords, Translator translator, TrainingSession session, bool lowercase)
{
    private const int Examples = 5;

    /// <summary>Prints both figures of a text, and some of its translations.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Report(ParallelText text, CancellationToken cancellation)
    {
        ModelDescription model = session.Model.Description;
        Perplexity perplexity = new HeldOutText(subwords.Encode(text, model.TrainingLength), model).Measure(session, cancellation);
        this.WriteLine($"{text.Name}: perplexity {perplexity.Value:F3} over {perplexity.Tokens:N0} subwords");

        // BLEU has no place for an empty line.
        (string Source, string Target)[] pairs = [.. text.Sources.Zip(text.Targets).Where(static pair => pair.First.Trim().Length > 0 && pair.Second.Trim().Length > 0)];
        (IReadOnlyList<string> translations, int tooLong) = translator.TranslateAll([.. pairs.Select(static pair => pair.Source)], cancellation);
        BleuScore score = new Bleu { Lowercase = lowercase }.ScoreCorpus(translations, [[.. pairs.Select(static pair => pair.Target)]]);
        this.WriteLine($"{text.Name}: {score} over {pairs.Length:N0} sentences{(tooLong > 0 ? $", {tooLong} of them too long and not translated" : string.Empty)}");
        this.WriteLine($"{text.Name}: {score.Signature}");
        this.WriteExamples(pairs, translations);
    }

    // Spread evenly, the ends left out.
    private void WriteExamples((string Source, string Target)[] pairs, IReadOnlyList<string> translations)
    {
        for (int example = 1; example <= Math.Min(Examples, pairs.Length); example++)
        {
            int pair = (int)((long)example * pairs.Length / (Examples + 1));
            output.WriteLine();
            output.WriteLine($"  {pairs[pair].Source}");
            output.WriteLine($"  reference:   {pairs[pair].Target}");
            output.WriteLine($"  translation: {translations[pair]}");
        }

        output.WriteLine();
    }

    private void WriteLine(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
