using System;
using System.Linq;
using Weft.Generator.Graph;

namespace Weft.Generator.Tests.Graph;

/// <content>Losses.</content>
internal static partial class ForwardRules
{
    private static double LogLogistic(double z) => Math.Min(z, 0) - Math.Log(1 + Math.Exp(-Math.Abs(z)));

    // A mean over the columns of a row; losses of rows are summed.
    private static void CompareTargets(InterpreterFrame frame, Value values, Func<double, double, double> loss, Func<double, double, double> slope)
    {
        Matrix z = frame.Values[values];
        Matrix gradient = new(z.Rows, z.Columns);

        for (int row = 0; row < z.Rows; row++)
        {
            for (int column = 0; column < values.Columns.Count; column++)
            {
                double y = frame.Batch.Targets[(row * values.Columns.Count) + column];
                frame.Loss += loss(z[row, column], y) / values.Columns.Count;
                gradient[row, column] = slope(z[row, column], y) / values.Columns.Count;
            }
        }

        frame.InPlace[values] = gradient;
    }

    // PyTorch's smoothing: every class keeps smoothing / classes of the target.
    private static void ComputeLoss(InterpreterFrame frame, CrossEntropy loss)
    {
        Matrix logits = frame.Values[loss.Logits];
        Matrix gradient = new(logits.Rows, logits.Columns);

        for (int row = 0; row < logits.Rows; row++)
        {
            int label = frame.Batch.Labels[row];

            if (label < 0)
            {
                continue;
            }

            double[] z = [.. Enumerable.Range(0, loss.Classes).Select(column => logits[row, column])];
            double greatest = z.Max();
            double logSum = greatest + Math.Log(z.Sum(value => Math.Exp(value - greatest)));

            for (int column = 0; column < loss.Classes; column++)
            {
                double target = ((column == label ? 1.0 : 0.0) * (1.0 - loss.Smoothing)) + ((double)loss.Smoothing / loss.Classes);
                frame.Loss += target * (logSum - z[column]);
                gradient[row, column] = Math.Exp(z[column] - logSum) - target;
            }
        }

        frame.InPlace[loss.Logits] = gradient;
    }
}
