using System;
using System.Linq;

namespace Weft.Samples;

/// <summary>What attention knows of order without positions, the sinusoidal table, and texts longer than those trained on.</summary>
internal sealed class PositionChapter : Chapter
{
    private const int Columns = 64;
    private const int Positions = 64;
    private const int Windows = 24;
    private const int LongLength = 256;
    private const int TrainedLength = 64;
    private const int Bucket = 16;

    /// <inheritdoc/>
    public override string Name => "position";

    /// <inheritdoc/>
    public override void Compute(Findings findings)
    {
        double[][] table = [.. Enumerable.Range(0, 2 * Positions).Select(static position => Sinusoids.Of(position, Columns))];
        double[,] shown = new double[Positions, Columns];

        for (int position = 0; position < Positions; position++)
        {
            for (int column = 0; column < Columns; column++)
            {
                shown[position, column] = table[position][column];
            }
        }

        findings.Add("table.length", table[0].Sum(static value => value * value));
        findings.Add("cosine.1", Cosine(table[10], table[11]));
        findings.Add("cosine.4", Cosine(table[10], table[14]));
        findings.Add("cosine.16", Cosine(table[10], table[26]));
        findings.Add("shift", Enumerable.Range(0, Positions).Max(start => Math.Abs(Cosine(table[start], table[start + 5]) - Cosine(table[0], table[5]))));
        findings.Add("turn", TurnError(table, distance: 7));
        findings.Add("table", new HeatMap(
            new("The sinusoidal table", "사인·코사인 위치표"),
            new("A row is a position, 0 to 63 from above, a column one of the 64 numbers; blue is 1, orange -1.", "행은 위치(위에서부터 0–63), 열은 숫자 64개이고, 파란색은 1, 주황색은 -1이다."),
            [new("", shown)],
            Across: 1) { CellHeight = 0.5 });
        findings.Add("cosines", new Chart(
            new("How alike two positions are", "두 위치는 얼마나 비슷한가"),
            new("position", "위치"),
            new("cosine with position 0, 20 or 50", "위치 0, 20, 50과의 코사인"),
            [.. new[] { 0, 20, 50 }.Select(start => new Series(new($"of position {start}", $"위치 {start}"), [.. Enumerable.Range(0, Positions).Select(position => ((double)position, Cosine(table[start], table[position])))]))]));
    }

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        int[] text = classroom.HeldOutWindows(1, TrainedLength).Single().ToArray();
        using Bag bag = ModelFactory.Initialize<Bag>(Classroom.Seed);
        using Ordered ordered = ModelFactory.Initialize<Ordered>(Classroom.Seed);
        findings.Add("permuted.none", Permute(bag.StartInference(), text));
        findings.Add("permuted.sinusoidal", Permute(ordered.StartInference(), text));

        (string Name, Phrase Label, double[] Losses)[] runs =
        [
            Run<NoPosition>("none", new("none", "없음"), classroom),
            Run<Reader>("sinusoidal", new("sinusoidal", "사인·코사인"), classroom),
            Run<LearnedPosition>("learned", new("learned", "학습한 표"), classroom),
            Run<Rope>("rope", "rope", classroom),
            Run<Alibi>("alibi", "alibi", classroom),
        ];

        foreach ((string name, _, double[] losses) in runs)
        {
            findings.Add($"inside.{name}", losses[(TrainedLength / 2)..TrainedLength].Average());
            findings.Add($"outside.{name}", losses[(LongLength / 2)..].Average());
        }

        findings.Add("length", new Chart(
            new("Trained on 64 characters, read on to 256", "64글자로 배우고 256글자까지 읽기"),
            new("position in the text", "글 안의 위치"),
            new("held-out loss in nats", "평가 손실 (nat)"),
            [.. runs.Select(static run => new Series(run.Label, Buckets(run.Losses)))]));
    }

    private static (string Name, Phrase Label, double[] Losses) Run<TModel>(string name, Phrase label, Classroom classroom)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        Lesson<TModel> lesson = classroom.Train<TModel>();
        using DecoderSession session = (DecoderSession)lesson.Model.StartInference();
        double[] losses = new double[LongLength];

        foreach (ReadOnlyMemory<int> window in classroom.HeldOutWindows(Windows, LongLength + 1))
        {
            session.Reset();

            for (int position = 0; position < LongLength; position++)
            {
                losses[position] += NextLoss.Of(session.Feed(window.Span[position]), window.Span[position + 1]) / Windows;
            }
        }

        return (name, label, losses);
    }

    private static (double, double)[] Buckets(double[] losses) =>
        [.. losses.Chunk(Bucket).Select(static (bucket, index) => ((double)((index * Bucket) + (Bucket / 2)), bucket.Average()))];

    // A text and the same text backwards: how far the rows of a token are apart, at most.
    private static double Permute(EncoderSession session, int[] text)
    {
        using (session)
        {
            float[][] forwards = RowsOf(session, text);
            float[][] backwards = RowsOf(session, [.. text.Reverse()]);

            return forwards.Zip(backwards.Reverse(), MaximumDifference).Max();
        }
    }

    private static float[][] RowsOf(EncoderSession session, int[] text)
    {
        session.Run(text);

        return [.. Enumerable.Range(0, text.Length).Select(position => session.LogitsOf(0, position).ToArray())];
    }

    private static double MaximumDifference(float[] a, float[] b) => a.Zip(b, static (x, y) => Math.Abs((double)x - y)).Max();

    private static double Cosine(double[] a, double[] b) => PlainWeights.Dot(a, b) / Math.Sqrt(PlainWeights.Dot(a, a) * PlainWeights.Dot(b, b));

    // Each pair of columns turned by an angle of its own takes any position to the one that is so far behind it.
    private static double TurnError(double[][] table, int distance)
    {
        double most = 0;

        for (int position = 0; position < Positions; position++)
        {
            for (int column = 0; column < Columns; column += 2)
            {
                double sine = table[distance][column];
                double cosine = table[distance][column + 1];
                double turned = (table[position][column] * cosine) + (table[position][column + 1] * sine);
                most = Math.Max(most, Math.Abs(turned - table[position + distance][column]));
            }
        }

        return most;
    }
}
