using System;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Operations;

namespace Weft.Generator.Tests.Graph;

/// <summary>Scaled dot-product attention and its gradients, with whole matrices of scores.</summary>
internal static class AttentionRules
{
    public static void RunForward(InterpreterFrame frame, Attention attention)
    {
        AttentionShape shape = attention.Shape;
        Matrix output = frame.Create(attention.Output);
        Matrix? maximum = attention.ScoreMaximum is null ? null : frame.Create(attention.ScoreMaximum);
        Matrix? inverseTotal = attention.InverseTotal is null ? null : frame.Create(attention.InverseTotal);
        Matrix matrix = frame.Values[attention.Value.Matrix];

        if (frame.KeepsCaches && attention.StateOf(positions: 1) is not null)
        {
            CacheRounding.Round(frame.Values[attention.Key.Matrix], attention.Key, attention.Shape.KeyValueHeads, attention.Cache);
            CacheRounding.Round(matrix, attention.Value, attention.Shape.KeyValueHeads, attention.Cache);
        }

        foreach (AttentionItem item in AttentionItem.All(frame, attention))
        {
            AttentionProbabilities probabilities = AttentionProbabilities.Compute(frame, attention, item);
            int values = item.KeyColumn(attention.Value);

            for (int query = 0; query < item.Queries; query++)
            {
                if (maximum is not null && inverseTotal is not null)
                {
                    maximum[item.QueryStart + query, item.Head] = probabilities.Maxima[query];
                    inverseTotal[item.QueryStart + query, item.Head] = 1 / probabilities.Totals[query];
                }

                for (int column = 0; column < shape.ValueSize; column++)
                {
                    double sum = 0;

                    for (int key = 0; key < item.Keys; key++)
                    {
                        sum += probabilities.Kept(query, key) * matrix[item.KeyStart + key, values + column];
                    }

                    output[item.QueryStart + query, (item.Head * shape.PaddedValueSize) + column] = sum;
                }
            }
        }
    }

    /// <summary>Sums what sequences give, which stands in their first rows.</summary>
    public static void RunBiases(InterpreterFrame frame, RelativeBiasGradient node)
    {
        Matrix ofSequences = frame.Values[node.OfSequences];
        double[] gradient = frame.Gradient(node.Table);
        int heads = node.Table.Columns.Count;
        int buckets = node.Table.First.Count;

        for (int row = 0; row < ofSequences.Rows; row++)
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] += ofSequences[row, (i % heads * buckets) + (i / heads)];
            }
        }
    }

    // dV = (P M)^T dO, dP = M dO V^T, dS = P (dP - rowsum(P dP)), dQ = dS K / sqrt(d_key), dK = dS^T Q / sqrt(d_key).
    public static void RunBackward(InterpreterFrame frame, AttentionGradient node)
    {
        Attention attention = node.Forward;
        AttentionShape shape = attention.Shape;
        Matrix output = frame.Values[attention.Output];
        Matrix outputGradient = frame.Values[node.OutputGradient];
        Matrix queries = frame.Values[attention.Query.Matrix];
        Matrix keys = frame.Values[attention.Key.Matrix];
        Matrix values = frame.Values[attention.Value.Matrix];

        foreach (Value gradient in node.Outputs.Distinct())
        {
            _ = frame.Create(gradient);
        }

        Matrix queryGradient = frame.Values[node.QueryGradient.Matrix];
        Matrix keyGradient = frame.Values[node.KeyGradient.Matrix];
        Matrix valueGradient = frame.Values[node.ValueGradient.Matrix];

        foreach (AttentionItem item in AttentionItem.All(frame, attention))
        {
            AttentionProbabilities probabilities = AttentionProbabilities.ComputeAgain(frame, attention, item);
            int outputColumn = item.Head * shape.PaddedValueSize;

            for (int query = 0; query < item.Queries; query++)
            {
                int queryRow = item.QueryStart + query;
                double[] probabilityGradients = new double[item.Keys];
                double delta = 0;

                for (int key = 0; key < item.Keys; key++)
                {
                    int keyRow = item.KeyStart + key;

                    for (int column = 0; column < shape.ValueSize; column++)
                    {
                        double gradient = outputGradient[queryRow, outputColumn + column];
                        probabilityGradients[key] += probabilities.Masks[query, key] * gradient * values[keyRow, item.KeyColumn(attention.Value) + column];
                        valueGradient[keyRow, item.KeyColumn(node.ValueGradient) + column] += probabilities.Kept(query, key) * gradient;
                    }

                    delta += probabilities.Values[query, key] * probabilityGradients[key];
                }

                // The same, but where what is kept is rounded.
                if (frame.Longest > AttentionGradientKernel.MostBlockKeys)
                {
                    delta = Enumerable.Range(outputColumn, shape.ValueSize).Sum(column => output[queryRow, column] * outputGradient[queryRow, column]);
                }

                for (int key = 0; key < item.Keys; key++)
                {
                    int keyRow = item.KeyStart + key;
                    double biasGradient = probabilities.Values[query, key] * (probabilityGradients[key] - delta);
                    double scoreGradient = biasGradient * shape.Scale * AttentionProbabilities.CapSlope(frame, attention, item, query, key);

                    if (node.BiasGradient is not null)
                    {
                        int bucket = AttentionProbabilities.Bucket(shape.Relative!, key - query);
                        frame.Values[node.BiasGradient][item.QueryStart, (item.Head * shape.Relative!.Buckets) + bucket] += biasGradient;
                    }

                    for (int column = 0; column < shape.KeySize; column++)
                    {
                        queryGradient[queryRow, item.QueryColumn(node.QueryGradient) + column] += scoreGradient * keys[keyRow, item.KeyColumn(attention.Key) + column];
                        keyGradient[keyRow, item.KeyColumn(node.KeyGradient) + column] += scoreGradient * queries[queryRow, item.QueryColumn(attention.Query) + column];
                    }
                }
            }
        }
    }
}
