using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>What is added and what is normalized, and what becomes of a deep model without either.</summary>
internal sealed class NormChapter : Chapter
{
    private const int Texts = 4;
    private const int Length = 64;

    /// <inheritdoc/>
    public override string Name => "norm";

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        Lesson<Deep> deep = classroom.Train<Deep>(RateChapter.Ordinary, RateChapter.Steps);
        Lesson<DeepRms> rms = classroom.Train<DeepRms>(RateChapter.Ordinary, RateChapter.Steps);
        Lesson<DeepPre> pre = classroom.Train<DeepPre>(RateChapter.Ordinary, RateChapter.Steps);
        Lesson<DeepBare> bare = classroom.Train<DeepBare>(RateChapter.Ordinary, RateChapter.Steps);
        findings.Add("heldout.layernorm", deep.HeldOut);
        findings.Add("heldout.rmsnorm", rms.HeldOut);
        findings.Add("heldout.pre", pre.HeldOut);
        findings.Add("heldout.bare", bare.HeldOut);
        findings.Add("heldout.guess", classroom.FrequencyLoss());
        findings.Add("training", new Chart(
            new("Six layers, with and without what goes past them", "여섯 층, 잔차 연결이 있을 때와 없을 때"),
            new("step", "스텝"),
            new("training loss in nats", "학습 손실 (nat)"),
            [
                deep.Curve(new("layernorm, as in the paper", "layernorm, 논문의 순서")),
                bare.Curve(new("no residual connection", "잔차 연결 없음")),
                rms.Curve("rmsnorm"),
                pre.Curve(new("norm before the sublayer", "노름을 앞에")),
            ]));
        AddStreams(findings, classroom);
        AddWeights(findings, deep.Model);
    }

    private static void AddStreams(Findings findings, Classroom classroom)
    {
        Deep start = classroom.Start<Deep>();
        int[][] texts = [.. classroom.HeldOutWindows(Texts, Length).Select(static window => window.ToArray())];
        double[] whole = Deviations(texts, new PlainDecoder(start, Deep.ModelSize, Deep.Layers, Deep.Heads));
        double[] unnormed = Deviations(texts, new PlainDecoder(start, Deep.ModelSize, Deep.Layers, Deep.Heads) { HasNorms = false });
        double[] neither = Deviations(texts, new PlainDecoder(start, Deep.ModelSize, Deep.Layers, Deep.Heads) { HasNorms = false, HasResiduals = false });
        double[] alike = Likeness(texts, new PlainDecoder(start, Deep.ModelSize, Deep.Layers, Deep.Heads));
        double[] alikeBare = Likeness(texts, new PlainDecoder(start, Deep.ModelSize, Deep.Layers, Deep.Heads) { HasResiduals = false });
        findings.Add("deviation.both", whole[^1]);
        findings.Add("deviation.add", unnormed[^1]);
        findings.Add("deviation.start", whole[0]);
        findings.Add("deviation.neither", neither[^1]);
        findings.Add("alike.start", alike[0]);
        findings.Add("alike.both", alike[^1]);
        findings.Add("alike.bare", alikeBare[^1]);
        findings.Add("deviation", new Chart(
            new("How large activations are, layer by layer", "층을 지나며 활성값의 크기"),
            new("layers behind", "지나온 층"),
            new("standard deviation of a row", "행의 표준 편차"),
            [Points(new("add and norm", "더하고 노름"), whole), Points(new("add, no norm", "더하기만"), unnormed), Points(new("neither", "둘 다 없음"), neither)]) { LogarithmicUp = true });
        findings.Add("alike", new Chart(
            new("How alike the positions of a text are", "글의 위치들은 서로 얼마나 비슷한가"),
            new("layers behind", "지나온 층"),
            new("mean cosine of two positions", "두 위치의 코사인 평균"),
            [Points(new("add and norm", "더하고 노름"), alike), Points(new("norm, no add", "노름만"), alikeBare)]));
    }

    private static void AddWeights(Findings findings, Deep model)
    {
        PlainWeights weights = new(model);
        string[] names = [.. from layer in Enumerable.Range(0, Deep.Layers) from norm in new[] { "self_attention_norm", "feed_forward_norm" } select $"decoder.layers.{layer}.{norm}"];
        (double Weight, double Bias)[][] learnt = [.. names.Select(name => weights.Read($"{name}.weight").Zip(weights.Read($"{name}.bias"), static (weight, bias) => ((double)weight, (double)bias)).ToArray())];
        (double Weight, double Bias)[] all = [.. learnt.SelectMany(static pairs => pairs)];
        findings.Add("weight.mean", all.Average(static pair => pair.Weight));
        findings.Add("weight.least", all.Min(static pair => pair.Weight));
        findings.Add("weight.most", all.Max(static pair => pair.Weight));
        findings.Add("bias.deviation", Math.Sqrt(Statistics.Variance([.. all.Select(static pair => pair.Bias)])));
        findings.Add("weights", new Chart(
            new("What the norms have learnt", "노름이 배운 것"),
            new("weight (1 at the start)", "가중치 (처음에는 1)"),
            new("bias (0 at the start)", "편향 (처음에는 0)"),
            [
                new(new("first layer", "첫 층"), [.. learnt[..2].SelectMany(static pairs => pairs)], Mark.Scatter),
                new(new("last layer", "마지막 층"), [.. learnt[^2..].SelectMany(static pairs => pairs)], Mark.Scatter),
            ]));
    }

    private static Series Points(Phrase name, double[] values) => new(name, [.. values.Select(static (value, layer) => ((double)layer, value))], Mark.Dots);

    private static double[] Deviations(int[][] texts, PlainDecoder decoder) => OverTexts(texts, decoder, static rows => rows.Average(static row => Math.Sqrt(Statistics.Variance(row))));

    private static double[] Likeness(int[][] texts, PlainDecoder decoder) => OverTexts(texts, decoder, static rows => (
        from first in Enumerable.Range(0, rows.Length)
        from second in Enumerable.Range(0, first)
        select PlainWeights.Dot(rows[first], rows[second]) / Math.Sqrt(PlainWeights.Dot(rows[first], rows[first]) * PlainWeights.Dot(rows[second], rows[second]))).Average());

    private static double[] OverTexts(int[][] texts, PlainDecoder decoder, Func<double[][], double> measure)
    {
        List<double[]> results = [.. texts.Select(text => decoder.Run(text).Select(measure).ToArray())];

        return [.. results[0].Select((_, layer) => results.Average(result => result[layer]))];
    }
}
