using System;
using System.Collections.Generic;
using System.Linq;

namespace Weft.Samples;

/// <summary>What would look at what without projections, and what does with them, before and after training.</summary>
internal sealed class SelfAttentionChapter : Chapter
{
    private const int Windows = 40;
    private const int Length = 64;
    private const int Shown = 18;

    /// <inheritdoc/>
    public override string Name => "self";

    // The example of the text: a query, three keys and their values, of two numbers each.
    private static readonly double[] Query = [1, 2];
    private static readonly double[][] Keys = [[2, 1], [0, 1], [1, -1]];
    private static readonly double[][] Values = [[1, 0], [0, 1], [1, 1]];

    /// <inheritdoc/>
    public override void Compute(Findings findings)
    {
        double[] products = [.. Keys.Select(static key => PlainWeights.Dot(Query, key))];
        double[] weights = PlainWeights.Softmax([.. products.Select(static product => product / Math.Sqrt(Query.Length))]);

        for (int key = 0; key < Keys.Length; key++)
        {
            findings.Add($"example.product.{key + 1}", products[key]);
            findings.Add($"example.score.{key + 1}", products[key] / Math.Sqrt(Query.Length));
            findings.Add($"example.weight.{key + 1}", weights[key]);
        }

        findings.Add("example.output.1", weights.Zip(Values, static (weight, value) => weight * value[0]).Sum());
        findings.Add("example.output.2", weights.Zip(Values, static (weight, value) => weight * value[1]).Sum());
    }

    /// <inheritdoc/>
    public override void Measure(Findings findings, Classroom classroom)
    {
        int[][] texts = [.. classroom.HeldOutWindows(Windows, Length).Select(static window => window.ToArray())];
        Reader start = classroom.Start<Reader>();
        Reader trained = classroom.Train<Reader>().Model;
        View before = Look(start, texts);
        View after = Look(trained, texts);

        findings.Add("windows", Windows);
        findings.Add("chance", Enumerable.Range(1, Length - 1).Average(static position => 1.0 / (position + 1)));
        findings.Add("vector.before", before.VectorShare);
        findings.Add("vector.after", after.VectorShare);
        findings.Add("head.before", before.HeadShare);
        findings.Add("head.after", after.HeadShare);
        findings.Add("weight.vector", after.VectorWeight);
        findings.Add("weight.after", after.HeadWeight);
        findings.Add("symmetry", after.Symmetry);
        findings.Add("difference", after.Difference);
        findings.Add("maps", Draw(classroom.Plays.Vocabulary, texts[0][..Shown], start, trained));
    }

    private static View Look(Reader model, int[][] texts)
    {
        PlainDecoder plain = new(model, Reader.ModelSize, Reader.Layers, Reader.Heads);
        using Reader.Inference session = model.StartInference();

        return View.Mean([.. texts.Select(text => new View(plain, text, AttentionMaps.Of(session, text, Reader.Layers, Reader.Heads)))]);
    }

    private static HeatMap Draw(CharacterVocabulary vocabulary, int[] text, Reader start, Reader trained)
    {
        string[] names = AttentionMaps.Names(vocabulary, text);
        double[][] vectors = new PlainDecoder(trained, Reader.ModelSize, Reader.Layers, Reader.Heads).Embed(text);
        double[,] own = AttentionMaps.Triangle([.. vectors.Select((_, row) => VectorWeights(vectors, row))]);

        return new HeatMap(
            new("Who looks at whom", "누가 누구를 보는가"),
            new("A row is a character that looks, a column one that is looked at; dark is much weight.", "행은 바라보는 글자, 열은 바라보이는 글자이고, 진할수록 가중치가 크다."),
            [
                Named(new("The vectors themselves, trained", "벡터 그대로, 학습 후"), own, names),
                Named(new("A head before training", "헤드 하나, 학습 전"), Maps(start, text)[0][0], names),
                Named(new("A head of layer 1, trained", "1층의 한 헤드, 학습 후"), LeastOwn(Maps(trained, text)[0]), names),
                Named(new("A head of layer 2, trained", "2층의 한 헤드, 학습 후"), LeastOwn(Maps(trained, text)[1]), names),
            ],
            Across: 2);
    }

    private static Panel Named(Phrase title, double[,] values, string[] names) => new(title, values) { Rows = names, Columns = names };

    private static double[][][,] Maps(Reader model, int[] text)
    {
        using Reader.Inference session = model.StartInference();

        return AttentionMaps.Of(session, text, Reader.Layers, Reader.Heads);
    }

    private static double[,] LeastOwn(double[][,] heads) =>
        heads.MinBy(static map => Enumerable.Range(1, map.GetLength(0) - 1).Sum(position => map[position, position]))!;

    private static double[] VectorWeights(double[][] vectors, int row) =>
        PlainWeights.Softmax([.. vectors[..(row + 1)].Select(other => PlainWeights.Dot(vectors[row], other) / Math.Sqrt(vectors[row].Length))]);

    /// <summary>What is measured of a text.</summary>
    private sealed record View(double VectorShare, double VectorWeight, double HeadShare, double HeadWeight, double Symmetry, double Difference)
    {
        public View(PlainDecoder plain, int[] text, double[][][,] maps)
            : this(0, 0, 0, 0, 0, 0)
        {
            double[][] vectors = plain.Embed(text);
            double[][] products = [.. vectors.Select((_, row) => VectorWeights(vectors, row))];
            this.VectorShare = Enumerable.Range(1, text.Length - 1).Average(row => IsLargest(products[row], row) ? 1 : 0);
            this.VectorWeight = Enumerable.Range(1, text.Length - 1).Average(row => products[row][row]);
            double[][,] heads = [.. maps.SelectMany(static layer => layer)];
            this.HeadShare = heads.Average(map => Enumerable.Range(1, text.Length - 1).Average(row => IsLargest(Row(map, row), row) ? 1 : 0));
            this.HeadWeight = heads.Average(map => Enumerable.Range(1, text.Length - 1).Average(row => map[row, row]));
            (this.Symmetry, this.Difference) = CompareScores(plain, vectors, maps[0]);
        }

        public static View Mean(View[] views) => new(
            views.Average(static view => view.VectorShare),
            views.Average(static view => view.VectorWeight),
            views.Average(static view => view.HeadShare),
            views.Average(static view => view.HeadWeight),
            views.Average(static view => view.Symmetry),
            views.Max(static view => view.Difference));

        private static double[] Row(double[,] map, int row) => [.. Enumerable.Range(0, row + 1).Select(column => map[row, column])];

        private static bool IsLargest(double[] weights, int index) => weights.Max() == weights[index];

        // Scores of the first layer's heads by hand: how alike that of i for j and that of j for i are, and how far their softmax is from
        // what the model itself has computed.
        private static (double Symmetry, double Difference) CompareScores(PlainDecoder plain, double[][] vectors, double[][,] maps)
        {
            List<double> correlations = [];
            double difference = 0;

            for (int head = 0; head < maps.Length; head++)
            {
                double[][] queries = plain.Part("query", vectors, 0, head);
                double[][] keys = plain.Part("key", vectors, 0, head);
                double[][] scores = [.. queries.Select(query => keys.Select(key => PlainWeights.Dot(query, key) / Math.Sqrt(key.Length)).ToArray())];
                correlations.Add(Statistics.Correlate(
                    from row in Enumerable.Range(0, scores.Length)
                    from column in Enumerable.Range(0, row)
                    select (scores[row][column], scores[column][row])));

                for (int row = 0; row < scores.Length; row++)
                {
                    double[] weights = PlainWeights.Softmax(scores[row][..(row + 1)]);
                    difference = Math.Max(difference, weights.Select((weight, column) => Math.Abs(weight - maps[head][row, column])).Max());
                }
            }

            return (correlations.Average(), difference);
        }
    }
}
