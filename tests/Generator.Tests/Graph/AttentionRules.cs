using System;
using Weft.Generator.Graph;

namespace Weft.Generator.Tests.Graph;

/// <summary>Scaled dot-product attention and its gradients, with whole matrices of scores.</summary>
internal static class AttentionRules
{
    public static void RunForward(InterpreterFrame frame, Attention attention)
    {
        AttentionShape shape = attention.Shape;
        Matrix output = frame.Create(attention.Output);
        Matrix logSumExp = frame.Create(attention.LogSumExp);
        Matrix matrix = frame.Values[attention.Value.Matrix];

        EachHead(frame, shape, (sequence, start, length, head) =>
        {
            (double[,] probabilities, double[,] masks) = Probabilities(frame, attention, sequence, start, length, head, logSumExp);
            int values = Column(attention.Value, head / shape.GroupSize);

            for (int query = 0; query < length; query++)
            {
                for (int column = 0; column < shape.ValueSize; column++)
                {
                    double sum = 0;

                    for (int key = 0; key < length; key++)
                    {
                        sum += probabilities[query, key] * masks[query, key] * matrix[start + key, values + column];
                    }

                    output[start + query, (head * shape.PaddedValueSize) + column] = sum;
                }
            }
        });
    }

    // dV = (P M)^T dO, dP = M dO V^T, dS = P (dP - rowsum(dO O)), dQ = dS K / sqrt(d_key), dK = dS^T Q / sqrt(d_key).
    public static void RunBackward(InterpreterFrame frame, AttentionGradient node)
    {
        Attention attention = node.Forward;
        AttentionShape shape = attention.Shape;
        Matrix forward = frame.Values[attention.Query.Matrix];
        Matrix output = frame.Values[attention.Output];
        Matrix outputGradient = frame.Values[node.OutputGradient];
        Matrix result = frame.Create(node.QueryGradient.Matrix);
        double scale = 1 / Math.Sqrt(shape.KeySize);

        EachHead(frame, shape, (sequence, start, length, head) =>
        {
            (double[,] probabilities, double[,] masks) = Probabilities(frame, attention, sequence, start, length, head, null);

            for (int query = 0; query < length; query++)
            {
                double delta = 0;

                for (int column = 0; column < shape.ValueSize; column++)
                {
                    int at = (head * shape.PaddedValueSize) + column;
                    delta += output[start + query, at] * outputGradient[start + query, at];
                }

                for (int key = 0; key < length; key++)
                {
                    double probability = probabilities[query, key];
                    double probabilityGradient = 0;

                    for (int column = 0; column < shape.ValueSize; column++)
                    {
                        double gradient = outputGradient[start + query, (head * shape.PaddedValueSize) + column];
                        probabilityGradient += masks[query, key] * gradient * forward[start + key, Column(attention.Value, head / shape.GroupSize) + column];
                        result[start + key, Column(node.ValueGradient, head / shape.GroupSize) + column] += probability * masks[query, key] * gradient;
                    }

                    double scoreGradient = probability * (probabilityGradient - delta) * scale;

                    for (int column = 0; column < shape.KeySize; column++)
                    {
                        result[start + query, Column(node.QueryGradient, head) + column] += scoreGradient * forward[start + key, Column(attention.Key, head / shape.GroupSize) + column];
                        result[start + key, Column(node.KeyGradient, head / shape.GroupSize) + column] += scoreGradient * forward[start + query, Column(attention.Query, head) + column];
                    }
                }
            }
        });
    }

    private static int Column(Slice slice, int head) => (slice.Panel * Axis.PanelWidth) + (head * slice.Columns.PaddedSize);

    private static void EachHead(InterpreterFrame frame, AttentionShape shape, Action<int, int, int, int> body)
    {
        for (int sequence = 0; sequence < frame.Batch.Sequences.Length; sequence++)
        {
            for (int head = 0; head < shape.Heads; head++)
            {
                body(sequence, frame.Batch.Starts[sequence], frame.Batch.Sequences[sequence].Tokens.Length, head);
            }
        }
    }

    private static (double[,] Probabilities, double[,] Masks) Probabilities(
        InterpreterFrame frame, Attention attention, int sequence, int start, int length, int head, Matrix? logSumExp)
    {
        AttentionShape shape = attention.Shape;
        Matrix matrix = frame.Values[attention.Query.Matrix];
        double[,] probabilities = new double[length, length];
        double[,] masks = new double[length, length];
        double slope = shape.HasSlopes ? Math.Pow(2, -8.0 * (head + 1) / shape.Heads) : 0;
        int queries = Column(attention.Query, head);
        int keys = Column(attention.Key, head / shape.GroupSize);

        for (int query = 0; query < length; query++)
        {
            int first = shape.Window > 0 ? Math.Max(0, query + 1 - shape.Window) : 0;
            int seen = shape.Causal ? query + 1 : length;
            double greatest = double.NegativeInfinity;

            for (int key = first; key < seen; key++)
            {
                double score = 0;

                for (int column = 0; column < shape.KeySize; column++)
                {
                    score += matrix[start + query, queries + column] * matrix[start + key, keys + column];
                }

                probabilities[query, key] = (score / Math.Sqrt(shape.KeySize)) - (slope * Math.Abs(query - key));
                greatest = Math.Max(greatest, probabilities[query, key]);
            }

            double total = 0;

            for (int key = first; key < seen; key++)
            {
                total += Math.Exp(probabilities[query, key] - greatest);
            }

            double logSum = greatest + Math.Log(total);

            for (int key = first; key < seen; key++)
            {
                probabilities[query, key] = Math.Exp(probabilities[query, key] - logSum);
                masks[query, key] = shape.Dropout > 0
                    ? frame.Dropout?.Probability(shape.Dropout, frame.Site + shape.Site, sequence, head, query, key) ?? 1
                    : 1;
            }

            if (logSumExp is not null)
            {
                logSumExp[start + query, head] = logSum;
            }
        }

        return (probabilities, masks);
    }
}
