using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>A model that sees what it is to predict.</summary>
internal sealed class MaskChapter : Chapter
{
    private const int Windows = 40;
    private const int Length = 64;
    private const int Shown = 20;

    private static readonly int[] Prefixes = [8, 16, 24, 32, 40, 48, 56];

    /// <inheritdoc/>
    public override string Name => "mask";

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        Lesson<Peeking> peeking = classroom.Train<Peeking>();
        Lesson<Reader> reader = classroom.Train<Reader>();
        using Peeking.Inference unmasked = peeking.Model.StartInference();
        using Reader.Inference masked = reader.Model.StartInference();
        int[][] texts = [.. classroom.HeldOutWindows(Windows, Length + 1).Select(static window => window.ToArray())];
        findings.Add("training.peeking", peeking.Last);
        findings.Add("training.reader", reader.Last);
        findings.Add("heldout.peeking", peeking.HeldOut);
        findings.Add("heldout.reader", reader.HeldOut);
        findings.Add("alone.peeking", Alone(texts, text => Peek(unmasked, text)));
        findings.Add("alone.reader", Alone(texts, text => Read(masked, text)));
        findings.Add("even", Math.Log(Reader.Shape.Outputs));
        findings.Add("training", new Chart(
            new("With and without the mask", "마스크가 있을 때와 없을 때"),
            new("step", "스텝"),
            new("training loss in nats", "학습 손실 (nat)"),
            [reader.Curve(new("masked", "마스크 있음")), peeking.Curve(new("not masked", "마스크 없음"))]));

        int[] shown = texts[0][..Shown];
        string[] names = AttentionMaps.Names(classroom.Plays.Vocabulary, shown);
        unmasked.Run(shown);
        double[][,] open = [.. Enumerable.Range(0, Peeking.Heads).Select(head => AttentionMaps.Copy(unmasked.AttentionOf(0, head)))];
        double[,] ahead = open.MaxBy(static map => NextWeight(map))!;
        findings.Add("next.weight", NextWeight(ahead));
        findings.Add("maps", new HeatMap(
            new("The triangle of the mask", "마스크의 삼각형"),
            new("A row is a character that looks, a column one that is looked at. Layer 1, the head that looks most at the next or the previous character.", "행은 바라보는 글자, 열은 바라보이는 글자. 1층에서 다음 글자 또는 앞 글자를 가장 많이 보는 헤드."),
            [
                new(new("Masked", "마스크 있음"), AttentionMaps.Of(masked, shown, Reader.Layers, Reader.Heads)[0].MaxBy(static map => PreviousWeight(map))!) { Rows = names, Columns = names },
                new(new("Not masked", "마스크 없음"), ahead) { Rows = names, Columns = names },
            ],
            Across: 2));
    }

    // The loss of the character behind a beginning, where there is nothing to see of it.
    private static double Alone(int[][] texts, Func<int[], IReadOnlyList<float>> predict) =>
        texts.Average(text => Prefixes.Average(length => NextLoss.Of([.. predict(text[..length])], text[length])));

    private static float[] Peek(EncoderSession session, int[] text)
    {
        session.Run(text);

        return session.LogitsOf(0, text.Length - 1).ToArray();
    }

    private static float[] Read(DecoderSession session, int[] text)
    {
        session.Reset();

        return session.Feed(text).ToArray();
    }

    private static double NextWeight(double[,] map) => Enumerable.Range(0, map.GetLength(0) - 1).Average(row => map[row, row + 1]);

    private static double PreviousWeight(double[,] map) => Enumerable.Range(1, map.GetLength(0) - 1).Average(row => map[row, row - 1]);
}
