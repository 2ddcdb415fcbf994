using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>What the size of a head does to its scores, and what dividing by the root of it does.</summary>
internal sealed class ScaleChapter : Chapter
{
    private const int Pairs = 4000;
    private const int Keys = 32;
    private const int Queries = 200;

    private static readonly int[] Sizes = [4, 8, 16, 32, 64, 128, 256, 512];

    /// <inheritdoc/>
    public override string Name => "scale";

    /// <inheritdoc/>
    public override void Compute(Findings findings)
    {
        Random random = new(1);
        double[] variances = [.. Sizes.Select(size => VarianceOf(random, size))];
        Softmaxes[] plain = [.. Sizes.Select(size => Softmaxes.Of(random, size, 1))];
        Softmaxes[] scaled = [.. Sizes.Select(size => Softmaxes.Of(random, size, 1 / Math.Sqrt(size)))];

        findings.Add("keys", Keys);
        findings.Add("variance.64", variances[Array.IndexOf(Sizes, 64)]);
        findings.Add("variance.512", variances[^1]);
        AddAt(findings, "4", plain[0], scaled[0]);
        AddAt(findings, "512", plain[^1], scaled[^1]);
        findings.Add("entropy.even", Math.Log(Keys));
        findings.Add("variance", new Chart(
            new("The variance of a product of two random vectors", "무작위 벡터 둘의 내적의 분산"),
            new("numbers in a vector, d", "벡터의 길이 d"),
            new("variance", "분산"),
            [new(new("measured", "측정값"), Points(variances), Mark.Scatter), new(new("expected: d", "기댓값: d"), Points([.. Sizes.Select(static size => (double)size)]), Mark.Dashes)]) { LogarithmicAcross = true, LogarithmicUp = true });
        findings.Add("entropy", Compare(new("How evenly softmax shares among 32 keys", "소프트맥스가 키 32개에 나누는 정도"), new("entropy in nats", "엔트로피 (nat)"), plain, scaled, static softmaxes => softmaxes.Entropy));
        findings.Add("gradient", Compare(new("What of a gradient reaches the scores", "점수까지 오는 기울기의 크기"), new("size of the derivative of softmax", "소프트맥스 도함수의 크기"), plain, scaled, static softmaxes => softmaxes.Gradient));
    }

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        Lesson<Scaled> scaled = classroom.Train<Scaled>();
        Lesson<Unscaled> unscaled = classroom.Train<Unscaled>();
        findings.Add("heldout.scaled", scaled.HeldOut);
        findings.Add("heldout.unscaled", unscaled.HeldOut);
        findings.Add("start.scaled", StartEntropy<Scaled>(classroom));
        findings.Add("start.unscaled", StartEntropy<Unscaled>(classroom));
        findings.Add("training", new Chart(
            new("One head of 256 columns learns to write", "열이 256개인 헤드 하나로 배우기"),
            new("step", "스텝"),
            new("training loss in nats", "학습 손실 (nat)"),
            [scaled.Curve(new("divided by 16, the root of 256", "√256 = 16으로 나눔")), unscaled.Curve(new("attention_scale: 1", "attention_scale: 1"))]));
    }

    // How evenly the second layer of a model that has learnt nothing yet shares, in parts of the most that is possible.
    private static double StartEntropy<TModel>(Classroom classroom)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        int[] text = classroom.HeldOutWindows(1, 64).Single().ToArray();
        using DecoderSession session = (DecoderSession)classroom.Start<TModel>().StartInference();
        double[,] map = AttentionMaps.Of(session, text, layers: 2, heads: 1)[1][0];

        return Enumerable.Range(1, text.Length - 1).Average(row =>
            Statistics.Entropy(Enumerable.Range(0, row + 1).Select(column => map[row, column])) / Math.Log(row + 1));
    }

    private static void AddAt(Findings findings, string size, Softmaxes plain, Softmaxes scaled)
    {
        findings.Add($"entropy.plain.{size}", plain.Entropy);
        findings.Add($"entropy.scaled.{size}", scaled.Entropy);
        findings.Add($"most.plain.{size}", plain.Most);
        findings.Add($"most.scaled.{size}", scaled.Most);
        findings.Add($"gradient.plain.{size}", plain.Gradient);
        findings.Add($"gradient.scaled.{size}", scaled.Gradient);
    }

    private static Chart Compare(Phrase title, Phrase up, Softmaxes[] plain, Softmaxes[] scaled, Func<Softmaxes, double> value) => new(
        title,
        new("numbers in a vector, d", "벡터의 길이 d"),
        up,
        [
            new(new("scores as they are", "점수 그대로"), Points([.. plain.Select(value)]), Mark.Dots),
            new(new("divided by the root of d", "√d로 나눔"), Points([.. scaled.Select(value)]), Mark.Dots),
        ]) { LogarithmicAcross = true };

    private static (double, double)[] Points(IReadOnlyList<double> values) => [.. Sizes.Zip(values, static (size, value) => ((double)size, value))];

    private static double VarianceOf(Random random, int size) =>
        Statistics.Variance([.. Enumerable.Range(0, Pairs).Select(_ => PlainWeights.Dot(Draw(random, size), Draw(random, size)))]);

    private static double[] Draw(Random random, int size) => [.. Enumerable.Range(0, size).Select(_ => random.NextNormal())];

    /// <summary>What softmax makes of the scores of random queries and keys, on average.</summary>
    /// <param name="Entropy">In nats.</param>
    /// <param name="Most">The largest weight.</param>
    /// <param name="Gradient">The Frobenius norm of its derivative, diag(p) - p p'.</param>
    private sealed record Softmaxes(double Entropy, double Most, double Gradient)
    {
        public static Softmaxes Of(Random random, int size, double scale)
        {
            double[][] weights = [.. Enumerable.Range(0, Queries).Select(_ => WeightsOf(random, size, scale))];

            return new(weights.Average(static row => Statistics.Entropy(row)), weights.Average(static row => row.Max()), weights.Average(DerivativeOf));
        }

        private static double[] WeightsOf(Random random, int size, double scale)
        {
            double[] query = Draw(random, size);

            return PlainWeights.Softmax([.. Enumerable.Range(0, Keys).Select(_ => PlainWeights.Dot(query, Draw(random, size)) * scale)]);
        }

        private static double DerivativeOf(double[] weights)
        {
            double sum = 0;

            for (int row = 0; row < weights.Length; row++)
            {
                for (int column = 0; column < weights.Length; column++)
                {
                    double derivative = weights[row] * ((row == column ? 1 : 0) - weights[column]);
                    sum += derivative * derivative;
                }
            }

            return Math.Sqrt(sum);
        }
    }
}
