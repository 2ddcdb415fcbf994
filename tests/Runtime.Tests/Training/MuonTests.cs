using System;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed unsafe class MuonTests
{
    private static readonly double[] Coefficients = [3.4445, -4.7750, 2.0315];

    // Square, wide, tall, with rows and columns that are no whole panels, in heads that are padded, and transposed or not.
    public static TheoryData<int, int, int, int, bool> Shapes => new()
    {
        { 1, 16, 1, 16, true }, { 1, 32, 1, 48, true }, { 1, 96, 1, 32, true }, { 1, 21, 1, 19, true }, { 1, 19, 1, 70, false },
        { 1, 70, 1, 19, false }, { 3, 20, 1, 40, true }, { 1, 40, 3, 20, true }, { 1, 1, 1, 5, true }, { 1, 5, 1, 1, false },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Orthogonalize_IsTheIterationInDouble(int firstGroups, int first, int secondGroups, int second, bool transposed)
    {
        ParameterInfo info = Describe(new(firstGroups, first), new(secondGroups, second), transposed);
        (int rows, int columns) = (info.First.Count, info.Second!.Value.Count);
        float[] values = Random(rows * columns, seed: 3);
        using NativeArena arena = new((nuint)info.PaddedCount);
        using NativeArena scratch = new(NewtonSchulz.ScratchFloats(info));
        new ParameterView(info, arena).CopyFrom(values);
        new Span<float>(scratch.Pointer, (int)scratch.Length).Fill(float.NaN);
        NewtonSchulz.Orthogonalize(info, arena.Pointer, scratch.Pointer);
        float[] result = new float[values.Length];
        new ParameterView(info, arena).CopyTo(result);
        double[,] expected = Orthogonalize(Matrix(values, rows, columns));

        for (int i = 0; i < result.Length; i++)
        {
            Assert.Equal(expected[i / columns, i % columns], result[i], 2e-5);
        }

        // Padding is zero, and so is what it became.
        Assert.Equal(values.Length, new ReadOnlySpan<float>(arena.Pointer, (int)arena.Length).ToArray().Count(static value => value != 0));
    }

    // What the iteration is for: singular values near 1. X'X of the result has 0.7^2 to 1.2^2 on its diagonal where the matrix is random.
    [Fact]
    public void Orthogonalize_MakesSingularValuesNearOne()
    {
        double[,] result = Orthogonalize(Matrix(Random(32 * 96, seed: 5), 32, 96));
        double[,] gram = Multiply(result, Transpose(result));

        for (int row = 0; row < 32; row++)
        {
            Assert.InRange(gram[row, row], 0.4, 1.6);
        }
    }

    [Fact]
    public void MultiplyBlock_OnBothInstructionSets_SameBits()
    {
        float[] left = Random(8 * 48, seed: 1);
        float[] right = Random(48 * 16, seed: 2);
        float[] wide = new float[8 * 16];
        float[] narrow = new float[8 * 16];

        fixed (float* a = left, b = right, one = wide, other = narrow)
        {
            PanelProduct.MultiplyBlock512(a, 8 * 16, b, one, inner: 48);
            PanelProduct.MultiplyBlock256(a, 8 * 16, b, other, inner: 48);
            PanelProduct.MultiplyBlock256(a + (4 * 16), 8 * 16, b, other + (4 * 16), inner: 48);
        }

        Assert.Equal(wide, narrow);
    }

    [Fact]
    public void Orthogonalize_Zeros_StayZero()
    {
        ParameterInfo info = Describe(new(1, 20), new(1, 30), transposed: true);
        using NativeArena arena = new((nuint)info.PaddedCount);
        using NativeArena scratch = new(NewtonSchulz.ScratchFloats(info));
        NewtonSchulz.Orthogonalize(info, arena.Pointer, scratch.Pointer);

        Assert.All(new ReadOnlySpan<float>(arena.Pointer, (int)arena.Length).ToArray(), static value => Assert.Equal(0, value));
    }

    // The definition in double: momentum and Nesterov's step by lerp, as the published code has them, and AdamW for all others.
    [Fact]
    public void Update_TenSteps_TheDefinition()
    {
        Muon settings = new() { WeightDecay = 0.1, ExcludeFromDecay = ["*.bias"], ClipNorm = 0.05 };
        using Bigram model = Bigram.InitializeWithALayer(1);
        using Bigram other = Bigram.InitializeWithALayer(1);
        using Workers workers = new(2);
        using TrainingSession session = model.StartTraining(workers);
        using TrainingSession otherSession = other.StartTraining(workers);
        using OptimizerState optimizer = new(session, settings, new LocalExchange(session, parts: 1));
        using OptimizerState adamW = new(
            otherSession, new AdamW { WeightDecay = 0.1, ExcludeFromDecay = ["*.bias"], ClipNorm = 0.05 }, new LocalExchange(otherSession, parts: 1));
        double[] expected = [.. model.Read(Bigram.LayerWeight).Select(static value => (double)value)];
        double[] momentum = new double[expected.Length];

        for (int step = 0; step < 10; step++)
        {
            foreach (ParameterInfo info in model.Description.Parameters)
            {
                float[] values = Random((int)info.Count, seed: step);
                new ParameterView(info, session.Gradients).CopyFrom(values);
                new ParameterView(info, otherSession.Gradients).CopyFrom(values);
            }

            double norm = optimizer.Update(labels: 7, rate: 0.02);
            Assert.Equal(norm, adamW.Update(labels: 7, rate: 0.02));
            float[] gradients = Random(expected.Length, seed: step);
            double scale = Math.Min(1, 0.05 / (norm + 1e-6)) / 7;
            float[] direction = new float[expected.Length];

            for (int i = 0; i < expected.Length; i++)
            {
                momentum[i] += 0.05 * ((gradients[i] * scale) - momentum[i]);
                direction[i] = (float)((0.95 * momentum[i]) + (0.05 * gradients[i] * scale));
            }

            double[,] orthogonal = Orthogonalize(Matrix(direction, Bigram.Vocabulary, Bigram.Width));

            for (int i = 0; i < expected.Length; i++)
            {
                double size = 0.02 * 0.2 * Math.Sqrt(Bigram.Width);
                expected[i] = (expected[i] * (1 - (0.02 * 0.1))) - (size * orthogonal[i / Bigram.Width, i % Bigram.Width]);
            }

            Assert.All(model.Read(Bigram.LayerWeight).Zip(expected), static pair => Assert.Equal(pair.Second, pair.First, 2e-5));
        }

        Assert.Equal(other.Read(Bigram.Table), model.Read(Bigram.Table));
        Assert.Equal(other.Read(Bigram.Bias), model.Read(Bigram.Bias));
        Assert.NotEqual(other.Read(Bigram.LayerWeight), model.Read(Bigram.LayerWeight));
    }

    [Theory]
    [InlineData("decoder.layers.3.self_attention.query.weight", true)]
    [InlineData("encoder.layer.feed_forward.up.weight", true)]
    [InlineData("decoder.token_embedding.weight", false)]
    [InlineData("output.weight", false)]
    public void TakesWhole_MatricesOfLayers(string name, bool expected)
    {
        ParameterInfo matrix = new() { Name = name, First = new(1, 4), Second = new(1, 4), Offset = 0, Rows = 4, Initialization = new(ParameterDistribution.Constant, 0) };
        ParameterInfo vector = new() { Name = name, First = new(1, 4), Offset = 0, Rows = 1, Initialization = new(ParameterDistribution.Constant, 0) };

        Assert.Equal((expected, false), (new Muon().TakesWhole(matrix), new Muon().TakesWhole(vector)));
        Assert.False(new AdamW().TakesWhole(matrix));
    }

    // A matrix of a layer has a momentum alone, and there is no place for a second moment of it.
    [Fact]
    public void Moments_OfMatrices_AreOne()
    {
        using Bigram model = Bigram.InitializeWithALayer(1);
        using Trainer<Bigram> trainer = new(model, new Muon(), new TrainerOptions { Threads = 1 });
        nuint matrices = 0;

        foreach (ParameterInfo info in model.Description.Parameters)
        {
            matrices += new Muon().TakesWhole(info) ? (nuint)info.PaddedCount : 0;
        }

        Assert.NotEqual(0u, matrices);
        Assert.Equal(trainer.Session.Gradients.Length, trainer.Optimizer.Moments[0].Arena.Length);
        Assert.Equal(trainer.Session.Gradients.Length - matrices, trainer.Optimizer.Moments[1].Arena.Length);
    }

    // Whatever the number of ranks, a matrix is in one share, and shares cover all once.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void Shares_HaveWholeMatrices(int ranks)
    {
        using Bigram model = Bigram.InitializeWithALayer(1);
        ModelDescription shape = model.Description;
        GradientParts parts = new(shape, shape.GradientFloats, new Muon());
        nuint end = 0;

        for (int rank = 0; rank < ranks; rank++)
        {
            GradientShare share = new(parts, rank, ranks);
            Assert.Equal(end, share.Start);
            Assert.InRange(share.End, end, shape.GradientFloats);
            end = share.End;

            foreach (ParameterInfo info in shape.Parameters)
            {
                if (new Muon().TakesWhole(info))
                {
                    Assert.True(share.End <= info.GradientOffset || share.End >= info.GradientOffset + (nuint)info.PaddedCount);
                }
            }
        }

        Assert.Equal(shape.GradientFloats, end);
    }

    [Fact]
    public void Validate_OutOfRange_NamesTheSetting() => Assert.Equal(
        "Muon: Momentum is 1; it must be in [0, 1).", Assert.Throws<ArgumentException>(static () => new Muon { Momentum = 1 }.Validate()).Message);

    private static ParameterInfo Describe(ParameterAxis first, ParameterAxis second, bool transposed) => new()
    {
        Name = "decoder.layers.0.matrix.weight", First = first, Second = second, Transposed = transposed, Offset = 0,
        Rows = transposed ? second.Padded : first.Count, Initialization = new(ParameterDistribution.Constant, 0),
    };

    private static float[] Random(int count, int seed)
    {
        Random random = new(seed);

        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    private static double[,] Orthogonalize(double[,] matrix)
    {
        bool isTall = matrix.GetLength(0) > matrix.GetLength(1);
        double[,] value = isTall ? Transpose(matrix) : matrix;
        double norm = Math.Sqrt(matrix.Cast<double>().Sum(static element => element * element)) + 1e-7;
        value = Combine(value, value, (one, _) => one / norm);

        for (int step = 0; step < 5; step++)
        {
            double[,] gram = Multiply(value, Transpose(value));
            double[,] polynomial = Combine(gram, Multiply(gram, gram), static (one, other) => (Coefficients[1] * one) + (Coefficients[2] * other));
            value = Combine(value, Multiply(polynomial, value), static (one, other) => (Coefficients[0] * one) + other);
        }

        return isTall ? Transpose(value) : value;
    }

    private static double[,] Matrix(float[] values, int rows, int columns) => Create(rows, columns, (row, column) => values[(row * columns) + column]);

    private static double[,] Transpose(double[,] matrix) => Create(matrix.GetLength(1), matrix.GetLength(0), (row, column) => matrix[column, row]);

    private static double[,] Combine(double[,] one, double[,] other, Func<double, double, double> combine) =>
        Create(one.GetLength(0), one.GetLength(1), (row, column) => combine(one[row, column], other[row, column]));

    private static double[,] Multiply(double[,] left, double[,] right) => Create(
        left.GetLength(0), right.GetLength(1), (row, column) => Enumerable.Range(0, right.GetLength(0)).Sum(inner => left[row, inner] * right[inner, column]));

    private static double[,] Create(int rows, int columns, Func<int, int, double> element)
    {
        double[,] matrix = new double[rows, columns];

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                matrix[row, column] = element(row, column);
            }
        }

        return matrix;
    }
}
