using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>A single letter that is to be recalled later and later: how late a recurrence and attention can learn it.</summary>
internal sealed class RecallChapter : Chapter
{
    private const int Sequences = 16;
    private const int MostSteps = 1500;
    private const double Enough = 0.003;
    private const int HeldOutTexts = 200;

    private static readonly int[] Distances = [16, 32, 64, 128, 256, 512];

    private static readonly AdamW Optimizer = new() { LearningRate = LearningRate.Constant(3e-3, warmupSteps: 50), Beta2 = 0.99 };

    /// <inheritdoc/>
    public override string Name => "recall";

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        Recall[] attention = Learn<RecallAttention>(classroom);
        Recall[] recurrence = Learn<RecallGru>(classroom);
        findings.Add("parameters.attention", RecallAttention.ParameterCount);
        findings.Add("parameters.gru", RecallGru.ParameterCount);
        findings.Add("most", MostSteps);
        findings.Add("steps.attention.512", attention[^1].Steps);
        Add(findings, "attention", attention);
        Add(findings, "gru", recurrence);
        findings.Add("distance", new Chart(
            new("A letter, recalled", "글자 하나 떠올리기"),
            new("how many characters ago it was read", "몇 글자 전에 읽었는가"),
            new("share that is right", "맞은 비율"),
            [
                new(new("attention, trained at each distance", "어텐션, 거리마다 학습"), Learned(attention), Mark.Dots),
                new(new("gru, trained at each distance", "gru, 거리마다 학습"), Learned(recurrence), Mark.Dots),
                new(new("attention, trained at 16", "어텐션, 16에서만 학습"), Carried(attention), Mark.Dashes),
                new(new("gru, trained at 16", "gru, 16에서만 학습"), Carried(recurrence), Mark.Dashes),
            ]) { LogarithmicAcross = true });
    }

    private static void Add(Findings findings, string model, Recall[] recalls)
    {
        foreach (Recall recall in recalls)
        {
            findings.Add($"{model}.{recall.Distance}", recall.Shares[recall.Distance]);
        }

        findings.Add($"steps.{model}.16", recalls[0].Steps);
        findings.Add($"carried.{model}.32", recalls[0].Shares[32]);
        findings.Add($"carried.{model}.512", recalls[0].Shares[512]);
    }

    // A model for each distance, asked at all of them.
    private static Recall[] Learn<TModel>(Classroom classroom)
        where TModel : TransformerModel, ITransformer<TModel> => [.. Distances.Select(distance =>
        {
            Lesson<TModel> lesson = classroom.Train<TModel>(
                new RecallTask(distance, Sequences, seed: 1), new RecallTask(distance, Sequences, seed: 2), Optimizer, MostSteps, Enough);

            return new Recall(distance, lesson.Losses.Count, Distances.ToDictionary(
                static asked => asked, asked => new RecallTask(asked, sequences: 1, seed: 3).Share(lesson.Model, HeldOutTexts)));
        })];

    private static (double, double)[] Learned(Recall[] recalls) => [.. recalls.Select(static recall => ((double)recall.Distance, recall.Shares[recall.Distance]))];

    private static (double, double)[] Carried(Recall[] recalls) => [.. recalls[0].Shares.Select(static share => ((double)share.Key, share.Value))];

    // What a model that was trained at one distance recalls at each.
    private sealed record Recall(int Distance, int Steps, IReadOnlyDictionary<int, double> Shares);
}
