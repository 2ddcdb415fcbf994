using System;
using System.Linq;
using System.Runtime.Intrinsics;
using Xunit;

namespace Weft.Runtime.Tests.Weights;

/// <summary>Weights that are rounded for the inputs that they have.</summary>
public sealed class CalibrationTests
{
    private const int Inputs = 80;
    private const int Outputs = 24;
    private const int Rows = 600;

    /// <summary>The factors multiply to the moments with a hundredth of their mean on the diagonal, and solve by them.</summary>
    [Fact]
    public void Moments_AreDecomposed()
    {
        float[] rows = Correlated(seed: 1);
        DampedMoments damped = DampedMoments.Of(Moments(rows, rows, threads: 1), 32, new Workers(1));
        double[,] exact = Square(rows);
        double mean = Enumerable.Range(0, Inputs).Average(i => exact[i, i]);

        for (int i = 0; i < Inputs; i++)
        {
            exact[i, i] += 0.01 * mean;
        }

        for (int i = 0; i < Inputs; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = Enumerable.Range(i, Inputs - i).Sum(k => Upper(damped, i, k) * damped.Diagonal(k) * Upper(damped, j, k));
                Assert.Equal(exact[damped.Order[i], damped.Order[j]], sum, 1e-9 * mean * Inputs);
            }
        }

        double Right(int i, int side) => Math.Sin(i + (3 * side)) * 100;
        Vector512<double>[] solution =
            [.. Enumerable.Range(0, Inputs).Select(i => Vector512.Create([.. Enumerable.Range(0, 8).Select(side => Right(i, side))]))];
        damped.Solve(solution);
        Assert.All(Enumerable.Range(0, Inputs), i => Assert.All(Enumerable.Range(0, 8), side =>
            Assert.Equal(Right(i, side), Enumerable.Range(0, Inputs).Sum(k => solution[k][side] * exact[k, i]), 1e-6)));
    }

    /// <summary>Means are those of the rows, and what is about them is as of rows without.</summary>
    [Fact]
    public void Moments_AreCentered()
    {
        float[] exact = [.. Correlated(seed: 15).Select(static (value, i) => value + (i % Inputs / 8f))];
        float[] rows = [.. exact.Select(static (value, i) => (0.9f * value) - (i % Inputs % 3))];
        InputMoments moments = Moments(exact, rows, threads: 2);
        moments.Center();
        InputMoments expected = Moments(Centered(exact), Centered(rows), threads: 1);

        for (int i = 0; i < Inputs; i++)
        {
            Assert.Equal(Mean(rows, i), moments.Mean(i), 1e-9);
            Assert.Equal(Mean(exact, i), moments.ExactMean(i), 1e-9);

            for (int j = 0; j < Inputs; j++)
            {
                Assert.Equal(expected.Square(i, j), moments.Square(i, j), 1e-3);
                Assert.Equal(expected.Differences(i)[j], moments.Differences(i)[j], 1e-3);
            }
        }
    }

    /// <summary>With its bias, the mean of an output is what it was.</summary>
    [Fact]
    public void Bias_KeepsTheMean()
    {
        ParameterInfo info = Info(new ParameterAxis(1, Outputs), new ParameterAxis(1, Inputs));
        float[] exact = [.. Correlated(seed: 16).Select(static (value, i) => value + (i % Inputs / 8f))];
        float[] rows = [.. exact.Select(static value => 0.9f * value)];
        float[] weights = Random(info.Count, seed: 17);
        float[] bias = Random(Outputs, seed: 18);
        float[] corrected = [.. bias];
        InputMoments moments = Moments(exact, rows, threads: 1);
        moments.Center();
        using Workers workers = new(1);
        CalibratedRounding rounding = new(moments, WeightStorage.Int4, workers);
        float[] rounded = rounding.Round(info, weights).ToArray();
        rounding.Correct(info, weights, rounded, corrected);

        for (int output = 0; output < Outputs; output++)
        {
            double Of(float[] values, float[] matrix, float[] biases) =>
                biases[output] + Enumerable.Range(0, Inputs).Sum(i => Mean(values, i) * matrix[(output * Inputs) + i]);

            Assert.Equal(Of(exact, weights, bias), Of(rows, rounded, corrected), 1e-4);
            Assert.NotEqual(Of(exact, weights, bias), Of(rows, rounded, bias), 1e-2);
        }
    }

    /// <summary>Errors that others make up for change the outputs less.</summary>
    [Theory]
    [InlineData(WeightStorage.Int4, 1)]
    [InlineData(WeightStorage.Int4, 3)]
    [InlineData(WeightStorage.Int8, 1)]
    public void CorrelatedInputs_OutputsChangeLess(WeightStorage storage, int heads)
    {
        ParameterInfo info = Info(new ParameterAxis(1, Outputs), new ParameterAxis(heads, Inputs / heads / 16 * 16));
        float[] rows = Correlated(seed: 2, info.Second!.Value.Count);
        float[] weights = Random(info.Count, seed: 3);
        StoredParameter calibrated = Round(info, rows, rows, weights, storage, threads: 2);
        StoredParameter nearest = new(info, storage);
        nearest.Write(weights);

        double loss = Loss(rows, weights, calibrated.ToArray());
        double nearestLoss = Loss(rows, weights, nearest.ToArray());
        Assert.True(loss < 0.05 * nearestLoss, $"{loss} instead of {nearestLoss}");
    }

    /// <summary>
    /// Where inputs have nothing in common and count alike, nothing can be made up for; but there are other scales than those of the largest
    /// weight. Those of 4 bits have been searched already.
    /// </summary>
    [Theory]
    [InlineData(WeightStorage.Int8, 0.85)]
    [InlineData(WeightStorage.Int4, 0.98)]
    public void IndependentInputs_HaveTheScalesThatLoseLess(WeightStorage storage, double most)
    {
        (float[] weights, float[] nearest, float[] calibrated) = RoundIndependent(storage);
        double Loss(float[] rounded) => rounded.Zip(weights, static (left, right) => Math.Pow(left - right, 2)).Sum();

        Assert.True(Loss(calibrated) < most * Loss(nearest), $"{Loss(calibrated)} instead of {Loss(nearest)}");
    }

    /// <summary>The method as it was published: the inverse of the moments, whose row and column of each rounded input are eliminated.</summary>
    [Theory]
    [InlineData(WeightStorage.Int4)]
    [InlineData(WeightStorage.Int8)]
    public unsafe void Integers_AreThoseOfTheInverse(WeightStorage storage)
    {
        ParameterInfo info = Info(new ParameterAxis(1, Outputs), new ParameterAxis(1, Inputs));
        float[] rows = Correlated(seed: 5);
        float[] weights = Random(info.Count, seed: 6);
        InputMoments moments = Moments(rows, rows, threads: 1);
        int[] order = DampedMoments.Of(moments, 32, new Workers(1)).Order;
        StoredParameter parameter = Round(info, rows, rows, [.. weights], storage, threads: 1);
        int different = 0;

        for (int output = 0; output < Outputs; output++)
        {
            double[] left = [.. weights.AsSpan(output * Inputs, Inputs).ToArray().Select(static weight => (double)weight)];
            double[,] inverse = Inverse(Damped(rows));
            float* panel = parameter.PanelOf(output, out int column);

            foreach (int input in order)
            {
                (double step, double zero, int least, int largest) = Grid(parameter, panel, column, input / 32);
                int integer = (int)Math.Clamp(Math.Round((left[input] / step) + zero), least, largest);
                different += integer == parameter.Panel.Integer(panel, column, input) ? 0 : 1;

                // What follows goes by the integer that is stored, so that a tie is one difference.
                double error = (left[input] - ((parameter.Panel.Integer(panel, column, input) - zero) * step)) / inverse[input, input];
                Eliminate(inverse, left, input, error);
            }
        }

        Assert.InRange(different, 0, Outputs * Inputs / 200);
    }

    /// <summary>Half of what rounded layers before have lost is made up for.</summary>
    [Fact]
    public void InputsOfRoundedLayers_AreMadeUpForByHalf()
    {
        ParameterInfo info = Info(new ParameterAxis(1, Outputs), new ParameterAxis(1, Inputs));
        float[] rows = Correlated(seed: 7);
        float[] exact = [.. rows.Select(static value => 1.1f * value)];
        float[] weights = Random(info.Count, seed: 8);
        float[] rounded = Round(info, exact, rows, [.. weights], WeightStorage.Int8, threads: 1).ToArray();
        float[] larger = [.. weights.Select(static weight => 1.05f * weight)];

        Assert.True(Loss(rows, larger, rounded) < 0.02 * Loss(rows, weights, rounded));
    }

    [Fact]
    public void AnyNumberOfThreads_GivesTheSameBits()
    {
        ParameterInfo info = Info(new ParameterAxis(1, Outputs), new ParameterAxis(1, Inputs));
        float[] rows = Correlated(seed: 9);
        float[] exact = Correlated(seed: 10);
        float[] weights = Random(info.Count, seed: 11);
        float[] one = Round(info, exact, rows, [.. weights], WeightStorage.Int4, threads: 1).ToArray();

        Assert.Equal(one, Round(info, exact, rows, [.. weights], WeightStorage.Int4, threads: 3).ToArray());
    }

    /// <summary>Inputs that never come, as what fills heads up, cost nothing.</summary>
    [Fact]
    public void InputsThatAreZero_ChangeNothing()
    {
        ParameterInfo info = Info(new ParameterAxis(1, Outputs), new ParameterAxis(1, Inputs));
        float[] weights = Random(info.Count, seed: 12);
        float[] rounded = Round(info, new float[Inputs], new float[Inputs], [.. weights], WeightStorage.Int8, threads: 1).ToArray();

        Assert.All(rounded.Zip(weights), static pair => Assert.Equal(pair.Second, pair.First, 0.02f));
    }

    [Fact]
    public void InfiniteWeight_IsRefused()
    {
        ParameterInfo info = Info(new ParameterAxis(1, Outputs), new ParameterAxis(1, Inputs));
        float[] weights = Random(info.Count, seed: 13);
        weights[7] = float.PositiveInfinity;
        float[] rows = Correlated(seed: 14);

        Assert.Throws<InvalidOperationException>(() => Round(info, rows, rows, weights, WeightStorage.Int4, threads: 1));
    }

    private static (float[] Weights, float[] Nearest, float[] Calibrated) RoundIndependent(WeightStorage storage)
    {
        ParameterInfo info = Info(new ParameterAxis(1, Outputs), new ParameterAxis(1, Inputs));
        float[] weights = Random(info.Count, seed: 4);
        float[] identity = new float[Inputs * Inputs];

        for (int i = 0; i < Inputs; i++)
        {
            identity[(i * Inputs) + i] = 1;
        }

        StoredParameter nearest = new(info, storage);
        nearest.Write(weights);

        return (weights, nearest.ToArray(), Round(info, identity, identity, weights, storage, threads: 1).ToArray());
    }

    private static double Mean(float[] rows, int input) => rows.Where((_, i) => i % Inputs == input).Average(static value => (double)value);

    private static float[] Centered(float[] rows)
    {
        double[] means = [.. Enumerable.Range(0, Inputs).Select(input => Mean(rows, input))];

        return [.. rows.Select((value, i) => (float)(value - means[i % Inputs]))];
    }

    private static StoredParameter Round(
        ParameterInfo info, float[] exact, float[] rows, float[] weights, WeightStorage storage, int threads)
    {
        using Workers workers = new(threads);

        return new CalibratedRounding(Moments(exact, rows, threads, info.Rows, info.Second!.Value), storage, workers)
            .Round(info, [.. weights]);
    }

    private static InputMoments Moments(float[] exact, float[] rows, int threads) =>
        Moments(exact, rows, threads, Inputs, new ParameterAxis(1, Inputs));

    // Two parts, as passes give them, where memory has them.
    private static InputMoments Moments(float[] exact, float[] rows, int threads, int columns, ParameterAxis axis)
    {
        using Workers workers = new(threads);
        InputMoments moments = new(columns);
        float[] Pad(float[] values) => [.. values.Chunk(axis.Count).SelectMany(row =>
        {
            float[] padded = new float[columns];

            for (int i = 0; i < row.Length; i++)
            {
                padded[axis.IndexOf(i)] = row[i];
            }

            return padded;
        })];
        (float[] left, float[] right) = (Pad(exact), Pad(rows));
        int first = left.Length / columns / 3 * columns;
        moments.Add(left.AsSpan(0, first), right.AsSpan(0, first), workers);
        moments.Add(left.AsSpan(first), right.AsSpan(first), workers);

        return moments;
    }

    private static unsafe (double Step, double Zero, int Least, int Largest) Grid(
        StoredParameter parameter, float* panel, int column, int group)
    {
        double scale = panel[column] * (double)BitConverter.UInt16BitsToHalf(*parameter.Panel.Scale(panel, column, group));

        return parameter.Panel.HasZeros
            ? (8 * scale, *parameter.Panel.Zero(panel, column, group) / 8.0, 0, 15)
            : (scale, 0, -127, 127);
    }

    private static void Eliminate(double[,] inverse, double[] left, int input, double error)
    {
        double[] column = [.. Enumerable.Range(0, Inputs).Select(i => inverse[i, input])];
        double pivot = column[input];

        for (int i = 0; i < Inputs; i++)
        {
            left[i] -= error * column[i];

            for (int j = 0; j < Inputs; j++)
            {
                inverse[i, j] -= column[i] * column[j] / pivot;
            }
        }
    }

    private static double[,] Damped(float[] rows)
    {
        double[,] moments = Square(rows);
        double damping = 0.01 * Enumerable.Range(0, Inputs).Average(i => moments[i, i]);

        for (int i = 0; i < Inputs; i++)
        {
            moments[i, i] += damping;
        }

        return moments;
    }

    // Gauss-Jordan without pivots: the matrix is positive definite.
    private static double[,] Inverse(double[,] matrix)
    {
        for (int pivot = 0; pivot < Inputs; pivot++)
        {
            double value = matrix[pivot, pivot];
            matrix[pivot, pivot] = 1;

            for (int j = 0; j < Inputs; j++)
            {
                matrix[pivot, j] /= value;
            }

            for (int i = 0; i < Inputs; i++)
            {
                double factor = matrix[i, pivot];

                if (i != pivot)
                {
                    matrix[i, pivot] = 0;

                    for (int j = 0; j < Inputs; j++)
                    {
                        matrix[i, j] -= factor * matrix[pivot, j];
                    }
                }
            }
        }

        return matrix;
    }

    private static double Upper(DampedMoments damped, int earlier, int later) =>
        earlier < later ? damped.Upper(earlier, later) : earlier == later ? 1 : 0;

    private static double[,] Square(float[] rows)
    {
        double[,] sums = new double[Inputs, Inputs];

        foreach (float[] row in rows.Chunk(Inputs))
        {
            for (int i = 0; i < Inputs; i++)
            {
                for (int j = 0; j < Inputs; j++)
                {
                    sums[i, j] += (double)row[i] * row[j];
                }
            }
        }

        return sums;
    }

    // The squared change of the outputs.
    private static double Loss(float[] rows, float[] weights, float[] rounded)
    {
        int inputs = weights.Length / Outputs;

        return rows.Chunk(inputs).Sum(row => Enumerable.Range(0, Outputs).Sum(output => Math.Pow(
            Enumerable.Range(0, inputs).Sum(i => row[i] * ((double)weights[(output * inputs) + i] - rounded[(output * inputs) + i])), 2)));
    }

    // Sums of a few numbers and a little of each input's own.
    private static float[] Correlated(int seed, int inputs = Inputs)
    {
        Random random = new(seed);
        double[] mix = [.. Enumerable.Range(0, inputs * 6).Select(_ => random.NextDouble() - 0.5)];

        return [.. Enumerable.Range(0, Rows).SelectMany(_ =>
        {
            double[] causes = [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble() - 0.5)];

            return Enumerable.Range(0, inputs)
                .Select(i => (float)((0.1 * (random.NextDouble() - 0.5)) + causes.Select((cause, k) => cause * mix[(i * 6) + k]).Sum()));
        })];
    }

    private static float[] Random(long count, int seed)
    {
        Random random = new(seed);

        return [.. Enumerable.Range(0, (int)count).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    private static ParameterInfo Info(ParameterAxis outputs, ParameterAxis inputs) => new()
    {
        Name = "some.weight",
        First = outputs,
        Second = inputs,
        Transposed = true,
        Offset = 0,
        Rows = inputs.Padded,
        Initialization = default,
    };
}
