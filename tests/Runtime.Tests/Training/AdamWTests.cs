using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed unsafe class AdamWTests
{
    // PyTorch's algorithm on single numbers, in double: the gradients of each step as they stand in the session, divided by 7 labels.
    [Theory]
    [InlineData(null, null)]
    [InlineData(0.05, null)]
    [InlineData(null, 1e-3)]
    [InlineData(null, 0.02)]
    public void Update_TwentySteps_PyTorchsDefinition(double? clip, double? value)
    {
        AdamW settings = new() { LearningRate = 1e-2, Beta2 = 0.98, Epsilon = 1e-9, WeightDecay = 0.1, ExcludeFromDecay = ["*.bias", "*_norm.*"], ClipNorm = clip, ClipValue = value };
        using Workers workers = new(2);
        using Bigram model = Bigram.Initialize(1);
        using TrainingSession session = model.StartTraining(workers);
        using OptimizerState optimizer = new(session, settings, new LocalExchange(session, parts: 1));
        Dictionary<string, Reference> references = model.Description.Parameters.ToDictionary(
            static info => info.Name, info => new Reference(model.Read(info.Name), info.Name is Bigram.Table or Bigram.Weight ? 0.1 : 0));

        for (int step = 0; step < 20; step++)
        {
            Dictionary<string, float[]> gradients = FillGradients(session, step);
            double norm = Math.Sqrt(gradients.Values.Sum(static values => values.Sum(static value => (double)value * value))) / 7;
            double scale = (clip is double limit ? Math.Min(1, limit / (norm + 1e-6)) : 1) / 7;

            Assert.Equal(norm, optimizer.Update(labels: 7, rate: 1e-2), 1e-12);

            foreach ((string name, Reference reference) in references)
            {
                reference.Step(gradients[name], scale, value ?? double.PositiveInfinity, 1e-2, step + 1);
                Assert.All(model.Read(name).Zip(reference.Values), pair => Assert.Equal(pair.Second, pair.First, 2e-6));
            }
        }

        Assert.Equal(20, optimizer.Step);
    }

    [Fact]
    public void Update_Padding_StaysZero()
    {
        using Workers workers = new(1);
        using Bigram model = Bigram.Initialize(1);
        using TrainingSession session = model.StartTraining(workers);
        using OptimizerState optimizer = new(session, new AdamW(), new LocalExchange(session, parts: 1));
        _ = FillGradients(session, 0);
        optimizer.Update(1, 1e-3);

        using Bigram unpadded = new();

        foreach (ParameterInfo info in model.Description.Parameters)
        {
            unpadded.Write(info.Name, model.Read(info.Name));
        }

        Assert.Equal(unpadded.Snapshot(), model.Snapshot());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Update_AnyThreads_SameBitsAndFreshCopies(int threads)
    {
        (float[] parameters, double norm, _) = Train(1);
        (float[] others, double otherNorm, bool fresh) = Train(threads);

        Assert.Equal(parameters, others);
        Assert.Equal(norm, otherNorm);
        Assert.True(fresh);

        static (float[] Parameters, double Norm, bool Fresh) Train(int threads)
        {
            using Workers workers = new(threads);
            using Bigram model = Bigram.Initialize(1);
            using TrainingSession session = model.StartTraining(workers);
            using OptimizerState optimizer = new(session, new AdamW { ClipNorm = 0.1 }, new LocalExchange(session, parts: 1));
            double norm = 0;

            for (int step = 0; step < 5; step++)
            {
                _ = FillGradients(session, step);
                norm = optimizer.Update(3, 1e-2);
            }

            using NativeArena copies = new(model.Description.CopyFloats);
            ParameterCopies.Refresh(model, copies, workers);
            ReadOnlySpan<float> expected = new(copies.Pointer, (int)copies.Length);

            return (model.Snapshot(), norm, expected.SequenceEqual(new ReadOnlySpan<float>(session.Copies.Pointer, (int)copies.Length)));
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Update_NonFiniteGradient_NamesItAndChangesNothing(float value)
    {
        using Workers workers = new(2);
        using Bigram model = Bigram.Initialize(1);
        using TrainingSession session = model.StartTraining(workers);
        using OptimizerState optimizer = new(session, new AdamW(), new LocalExchange(session, parts: 1));
        _ = FillGradients(session, 0);
        optimizer.Update(1, 1e-3);
        float[] before = model.Snapshot();
        session.Gradients.Pointer[Bigram.WeightOffset + 5] = value;
        session.Gradients.Pointer[Bigram.BiasOffset + 5] = value;

        NonFiniteGradientException exception = Assert.Throws<NonFiniteGradientException>(() => optimizer.Update(1, 1e-3));
        Assert.Equal((1, Bigram.Weight), (exception.Step, exception.Parameter));
        Assert.Contains("Step 1: the gradient of 'output.weight'", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Snapshot());
        Assert.Equal(1, optimizer.Step);
    }

    [Fact]
    public void Update_HugeGradients_HaveAFiniteNorm()
    {
        using Workers workers = new(1);
        using Bigram model = Bigram.Initialize(1);
        using TrainingSession session = model.StartTraining(workers);
        using OptimizerState optimizer = new(session, new AdamW { ClipNorm = 1 }, new LocalExchange(session, parts: 1));
        session.Gradients.Pointer[Bigram.BiasOffset] = 3e30f;
        session.Gradients.Pointer[Bigram.BiasOffset + 1] = 4e30f;

        Assert.Equal(5e30, optimizer.Update(1, 1e-3), 1e24);
        Assert.All(model.Snapshot(), static value => Assert.True(float.IsFinite(value)));
    }

    /// <summary>Rounded, 0.9 times four of the smallest steps is four: such moments would stay denormal for ever, and be slow.</summary>
    [Fact]
    public void Update_MomentsWithoutGradients_EndAtZero()
    {
        using NativeArena arena = new(64);
        float* parameters = arena.Pointer;
        float* gradients = parameters + 16;
        float* first = parameters + 32;
        float* second = parameters + 48;

        for (int i = 0; i < 16; i++)
        {
            parameters[i] = i - 8;
            first[i] = (i - 8) * 1e-30f;
            second[i] = i * 1e-37f;
        }

        AdamWFactors factors = AdamWFactors.Compute(0.9, 0.999, 1e-8, null, new UpdateFactors(Step: 5000, Rate: 1e-3, WeightDecay: 0, GradientScale: 1));

        for (int step = 0; step < 5000; step++)
        {
            AdamWKernel.Update(parameters, gradients, first, second, 16, factors);
            Assert.All(new Span<float>(first, 32).ToArray(), static moment => Assert.False(float.IsSubnormal(moment)));
        }

        Assert.All(new Span<float>(first, 32).ToArray(), static moment => Assert.Equal(0, moment));
        Assert.Equal([.. Enumerable.Range(-8, 16).Select(static value => (float)value)], new Span<float>(parameters, 16).ToArray());
    }

    [Fact]
    public void SumSquares_EveryLength_IsExact()
    {
        using NativeArena arena = new(100);

        for (int index = 0; index < 100; index++)
        {
            arena.Pointer[index] = index + 1;
        }

        for (int length = 0; length <= 100; length++)
        {
            Assert.Equal(length * (length + 1) * ((2 * length) + 1) / 6, AdamWKernel.SumSquares(arena.Pointer, (nuint)length));
        }
    }

    [Theory]
    [InlineData("decoder.layers.0.self_attention.query.bias", 0)]
    [InlineData("decoder.layers.0.feed_forward_norm.weight", 0)]
    [InlineData("decoder.layers.0.feed_forward.up.weight", 0.01)]
    [InlineData("output.weight", 0.01)]
    public void DecayOf_Patterns_MatchWholeNames(string name, double decay) =>
        Assert.Equal(decay, new AdamW { ExcludeFromDecay = ["*.bias", "*_norm.*", "output"] }.DecayOf(name));

    [Fact]
    public void Validate_OutOfRange_NamesTheSetting()
    {
        Assert.Contains(
            "RateFactor of '*.bias' is -1",
            Assert.Throws<ArgumentException>(static () => new AdamW { Groups = [new("*.bias") { RateFactor = -1 }] }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains(
            "WeightDecay of '*.bias' is NaN",
            Assert.Throws<ArgumentException>(static () => new AdamW { Groups = [new("*.bias") { WeightDecay = double.NaN }] }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("Beta1 is 1", Assert.Throws<ArgumentException>(static () => new AdamW { Beta1 = 1 }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("Beta2", Assert.Throws<ArgumentException>(static () => new AdamW { Beta2 = double.NaN }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("ClipNorm", Assert.Throws<ArgumentException>(static () => new AdamW { ClipNorm = 0 }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("ClipValue is NaN", Assert.Throws<ArgumentException>(static () => new AdamW { ClipValue = double.NaN }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains(
            "ClipValue is 2; it must be null where ClipNorm is set", Assert.Throws<ArgumentException>(static () => new AdamW { ClipNorm = 1, ClipValue = 2 }.Validate()).Message,
            StringComparison.Ordinal);
        Assert.Contains("WeightDecay", Assert.Throws<ArgumentException>(static () => new AdamW { WeightDecay = -1 }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("Epsilon", Assert.Throws<ArgumentException>(static () => new AdamW { Epsilon = -1 }.Validate()).Message, StringComparison.Ordinal);
    }

    // Smooth numbers of very different sizes, written through a model so that they land where parameters do.
    private static Dictionary<string, float[]> FillGradients(TrainingSession session, int step)
    {
        Dictionary<string, float[]> gradients = [];

        foreach (ParameterInfo info in session.Model.Description.Parameters)
        {
            float[] values = [.. Enumerable.Range(0, (int)info.Count).Select(index => (float)(Math.Sin((index * 0.7) + step) * Math.Pow(10, -(index % 5))))];
            new ParameterView(info, session.Gradients).CopyFrom(values);
            float[] read = new float[values.Length];
            session.ReadGradient(info.Name, read);
            Assert.Equal(values, read);
            gradients.Add(info.Name, values);
        }

        return gradients;
    }

    private sealed class Reference(float[] start, double decay)
    {
        private readonly double[] _first = new double[start.Length];
        private readonly double[] _second = new double[start.Length];

        public double[] Values { get; } = [.. start.Select(static value => (double)value)];

        public void Step(float[] gradients, double scale, double limit, double rate, int step)
        {
            for (int index = 0; index < gradients.Length; index++)
            {
                double gradient = Math.Clamp(gradients[index] * scale, -limit, limit);
                this.Values[index] *= 1 - (rate * decay);
                _first[index] = (0.9 * _first[index]) + (0.1 * gradient);
                _second[index] = (0.98 * _second[index]) + (0.02 * gradient * gradient);
                double firstHat = _first[index] / (1 - Math.Pow(0.9, step));
                double secondHat = _second[index] / (1 - Math.Pow(0.98, step));
                this.Values[index] -= rate * firstHat / (Math.Sqrt(secondHat) + 1e-9);
            }
        }
    }
}
