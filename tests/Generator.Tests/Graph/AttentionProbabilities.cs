using System;
using Weft.Generator.Graph;

namespace Weft.Generator.Tests.Graph;

/// <summary>The probabilities of one head over one sequence, [queries, keys]; zero where a query does not see a key.</summary>
/// <param name="Values">softmax of the scores.</param>
/// <param name="Masks">Dropout scales; 1 without dropout.</param>
/// <param name="Maxima">The greatest score of each query.</param>
/// <param name="Totals">sum(exp(score - greatest)) of each query.</param>
internal sealed record AttentionProbabilities(double[,] Values, double[,] Masks, double[] Maxima, double[] Totals)
{
    public static AttentionProbabilities Compute(InterpreterFrame frame, Attention attention, AttentionItem item) =>
        Compute(frame, attention, item, kept: null);

    /// <summary>
    /// What the backward pass makes of queries and keys as they were kept, and of the greatest scores and totals as they were: of rounded
    /// queries and keys, probabilities do not sum to 1.
    /// </summary>
    public static AttentionProbabilities ComputeAgain(InterpreterFrame frame, Attention attention, AttentionItem item) =>
        Compute(frame, attention, item, (frame.Values[attention.ScoreMaximum!], frame.Values[attention.InverseTotal!]));

    private static AttentionProbabilities Compute(
        InterpreterFrame frame, Attention attention, AttentionItem item, (Matrix Maxima, Matrix InverseTotals)? kept)
    {
        AttentionShape shape = attention.Shape;
        AttentionProbabilities result = new(
            new double[item.Queries, item.Keys], new double[item.Queries, item.Keys], new double[item.Queries], new double[item.Queries]);

        for (int query = 0; query < item.Queries; query++)
        {
            int first = shape.Window > 0 ? Math.Max(0, query + 1 - shape.Window) : 0;
            int end = shape.Causal ? query + 1 : shape.Window > 0 ? Math.Min(item.Keys, query + shape.Window) : item.Keys;
            double greatest = double.NegativeInfinity;

            for (int key = first; key < end; key++)
            {
                result.Values[query, key] = Score(frame, attention, item, query, key);
                greatest = Math.Max(greatest, result.Values[query, key]);
            }

            double total = 0;

            for (int key = first; key < end; key++)
            {
                total += Math.Exp(result.Values[query, key] - greatest);
            }

            if (kept is (Matrix maxima, Matrix inverseTotals))
            {
                greatest = maxima[item.QueryStart + query, item.Head];
                total = 1 / inverseTotals[item.QueryStart + query, item.Head];
            }

            result.Maxima[query] = greatest;
            result.Totals[query] = total;

            for (int key = first; key < end; key++)
            {
                result.Values[query, key] = Math.Exp(result.Values[query, key] - greatest) / total;
                result.Masks[query, key] = shape.Dropout > 0
                    ? frame.Dropout?.Probability(shape.Dropout, frame.Site + shape.Site, item.Sequence, item.Head, query, key) ?? 1
                    : 1;
            }
        }

        return result;
    }

    /// <summary>A probability after dropout.</summary>
    public double Kept(int query, int key) => this.Values[query, key] * this.Masks[query, key];

    // Hugging Face, build_alibi_tensor: heads beyond a power of two take every other slope of its double.
    private static double Slope(int head, int heads)
    {
        int power = 1 << int.Log2(heads);

        return head < power ? Math.Pow(2, -8.0 * (head + 1) / power) : Math.Pow(2, -4.0 * ((2 * (head - power)) + 1) / power);
    }

    /// <summary>The derivative of a score's cap: 1 - tanh^2, as 1 / cosh^2, of which nothing is lost where tanh is almost 1.</summary>
    public static double CapSlope(InterpreterFrame frame, Attention attention, AttentionItem item, int query, int key)
    {
        double cap = attention.Shape.SoftCap;

        return cap == 0 ? 1 : Math.Pow(Math.Cosh(Product(frame, attention, item, query, key) / cap), -2);
    }

    private static double Score(InterpreterFrame frame, Attention attention, AttentionItem item, int query, int key)
    {
        double score = Product(frame, attention, item, query, key);
        double cap = attention.Shape.SoftCap;
        double capped = cap > 0 ? cap * Math.Tanh(score / cap) : score;

        return capped + Bias(frame, attention, item.Head, query, key);
    }

    // Of a query and a key, scaled.
    private static double Product(InterpreterFrame frame, Attention attention, AttentionItem item, int query, int key)
    {
        AttentionShape shape = attention.Shape;
        Matrix queries = frame.Values[attention.Query.Matrix];
        Matrix keys = frame.Values[attention.Key.Matrix];
        double sum = 0;

        for (int column = 0; column < shape.KeySize; column++)
        {
            sum += queries[item.QueryStart + query, item.QueryColumn(attention.Query) + column] * keys[item.KeyStart + key, item.KeyColumn(attention.Key) + column];
        }

        return sum * shape.Scale;
    }

    // What the distance adds to a score.
    private static double Bias(InterpreterFrame frame, Attention attention, int head, int query, int key)
    {
        AttentionShape shape = attention.Shape;

        if (attention.Bias is not null)
        {
            return frame.Parameter(attention.Bias)[(Bucket(shape.Relative!, key - query) * shape.Heads) + head];
        }

        return shape.HasSlopes ? -Slope(head, shape.Heads) * Math.Abs(query - key) : 0;
    }

    /// <summary>Hugging Face, T5Attention._relative_position_bucket.</summary>
    public static int Bucket(RelativePositions relative, int relativePosition)
    {
        int buckets = relative.Buckets;
        int first = 0;
        int distance;

        if (relative.IsBidirectional)
        {
            buckets /= 2;
            first = relativePosition > 0 ? buckets : 0;
            distance = Math.Abs(relativePosition);
        }
        else
        {
            distance = -Math.Min(relativePosition, 0);
        }

        int exact = buckets / 2;

        if (distance < exact)
        {
            return first + distance;
        }

        double steps = Math.Log((double)distance / exact) / Math.Log((double)relative.MaximumDistance / exact) * (buckets - exact);

        return first + Math.Min(exact + (int)(steps + 1e-9), buckets - 1);
    }
}
