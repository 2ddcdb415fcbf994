using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML;
using Microsoft.ML.Transforms.Text;
using Weft.Samples;

namespace Weft.Benchmarks.Peers;

/// <summary>Classifiers of Microsoft.ML that know which words a text has, and not in which order.</summary>
internal sealed class MicrosoftClassifier
{
    private const string Features = "Features";
    private readonly Func<MLContext, IEstimator<ITransformer>> _features;
    private readonly Func<MLContext, IEstimator<ITransformer>> _trainer;

    private MicrosoftClassifier(string name, Func<MLContext, IEstimator<ITransformer>> features, Func<MLContext, IEstimator<ITransformer>> trainer) =>
        (this.Name, _features, _trainer) = ($"Microsoft.ML, {name}", features, trainer);

    /// <summary>Its features of text as they are, and the best of a few that were tried.</summary>
    public static IReadOnlyList<MicrosoftClassifier> All { get; } =
    [
        new(
            "its own features, maximum entropy", static context => context.Transforms.Text.FeaturizeText(Features, nameof(Row.Text)),
            static context => context.MulticlassClassification.Trainers.SdcaMaximumEntropy()),
        new("TF-IDF of words, maximum entropy", WeighWords, static context => context.MulticlassClassification.Trainers.SdcaMaximumEntropy()),
        new(
            "TF-IDF of words, averaged perceptrons", WeighWords,
            static context => context.MulticlassClassification.Trainers.OneVersusAll(context.BinaryClassification.Trainers.AveragedPerceptron())),
    ];

    /// <summary>What the report calls it.</summary>
    public string Name { get; }

    /// <summary>Learns from some speeches and tells who says the others.</summary>
    public ClassificationScore Evaluate(Dialogue dialogue)
    {
        MLContext context = new(seed: 1);
        ITransformer model = context.Transforms.Conversion.MapValueToKey(nameof(Row.Label))
            .Append(_features(context))
            .Append(_trainer(context))
            .Append(context.Transforms.Conversion.MapKeyToValue(nameof(Guess.PredictedLabel)))
            .Fit(context.Data.LoadFromEnumerable(Rows(dialogue.Training)));
        IDataView guesses = model.Transform(context.Data.LoadFromEnumerable(Rows(dialogue.HeldOut)));
        ClassificationScore score = new(dialogue.Speakers.Count);

        foreach ((Speech speech, Guess guess) in dialogue.HeldOut.Zip(context.Data.CreateEnumerable<Guess>(guesses, reuseRowObject: false)))
        {
            score.Add(speech.Speaker, guess.PredictedLabel);
        }

        return score;
    }

    // How often each word is there, less where many texts have it, and in all as much for every text.
    private static IEstimator<ITransformer> WeighWords(MLContext context) =>
        context.Transforms.Text.NormalizeText(Features, nameof(Row.Text), keepPunctuations: false)
            .Append(context.Transforms.Text.ProduceWordBags(Features, Features, ngramLength: 1, weighting: NgramExtractingEstimator.WeightingCriteria.TfIdf))
            .Append(context.Transforms.NormalizeLpNorm(Features, Features));

    private static IEnumerable<Row> Rows(IEnumerable<Speech> speeches) =>
        speeches.Select(static speech => new Row { Text = speech.Text, Label = speech.Speaker });

    /// <summary>What is learnt from; the library reads its properties.</summary>
    private sealed class Row
    {
        public string Text { get; set; } = string.Empty;

        public int Label { get; set; }
    }

    /// <summary>What is told; the library writes it.</summary>
    private sealed class Guess
    {
        public int PredictedLabel { get; set; }
    }
}
