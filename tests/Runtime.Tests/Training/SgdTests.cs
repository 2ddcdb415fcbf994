using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace Weft.Runtime.Tests.Training;

public sealed unsafe class SgdTests
{
    // PyTorch's algorithm on single numbers, in double.
    [Theory]
    [InlineData(0.0, false, 0.0, null)]
    [InlineData(0.0, false, 0.1, 0.01)]
    [InlineData(0.9, false, 0.0, null)]
    [InlineData(0.9, false, 0.1, 0.01)]
    [InlineData(0.9, true, 0.1, null)]
    [InlineData(0.5, true, 0.0, 0.01)]
    public void Update_TwentySteps_PyTorchsDefinition(double momentum, bool nesterov, double decay, double? limit)
    {
        Sgd settings = new() { Momentum = momentum, Nesterov = nesterov, WeightDecay = decay, ClipValue = limit, ExcludeFromDecay = ["*.bias"] };
        using Workers workers = new(2);
        using Bigram model = Bigram.Initialize(1);
        using TrainingSession session = model.StartTraining(workers);
        using OptimizerState optimizer = new(session, settings, new LocalExchange(session, parts: 1));
        Dictionary<string, double[]> values = model.Description.Parameters.ToDictionary(
            static info => info.Name, info => model.Read(info.Name).Select(static value => (double)value).ToArray());
        Dictionary<string, double[]> buffers = values.ToDictionary(static item => item.Key, static item => new double[item.Value.Length]);

        for (int step = 0; step < 20; step++)
        {
            Dictionary<string, float[]> gradients = FillGradients(session, step);
            optimizer.Update(labels: 7, rate: 0.1);

            foreach ((string name, double[] expected) in values)
            {
                for (int i = 0; i < expected.Length; i++)
                {
                    double gradient = Math.Clamp(gradients[name][i] / 7, -(limit ?? double.MaxValue), limit ?? double.MaxValue);
                    gradient += name == Bigram.Bias ? 0 : decay * expected[i];
                    ref double buffer = ref buffers[name][i];
                    buffer = step == 0 ? gradient : (momentum * buffer) + gradient;
                    double direction = momentum == 0 ? gradient : nesterov ? gradient + (momentum * buffer) : buffer;
                    expected[i] -= 0.1 * direction;
                }

                Assert.All(model.Read(name).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 4e-6));
            }
        }
    }

    // What torch.optim.SGD and clip_grad_value_ of PyTorch 1.13 make of four parameters in five steps, in double.
    [Theory]
    [InlineData(0.0, false, null, new[] { -0.0930597008, -1.335797113875, 2.17641572255, 0.695930797 })]
    [InlineData(0.9, false, 0.5, new[] { 0.04518231745, -1.207445502875, 1.6503650813, -0.0179029705 })]
    [InlineData(0.9, true, null, new[] { -1.116754593646, -1.501099834973, 2.306758740302, 1.712803308145 })]
    public void Update_FiveSteps_PyTorchsNumbers(double momentum, bool nesterov, double? limit, double[] expected)
    {
        Sgd settings = new() { Momentum = momentum, Nesterov = nesterov, WeightDecay = 0.1, ClipValue = limit };
        using NativeArena arena = new(48);
        float* parameters = arena.Pointer;
        float* gradients = parameters + 16;
        (parameters[0], parameters[1], parameters[2]) = (0.5f, -1.25f, 2);

        for (int step = 0; step < 5; step++)
        {
            for (int i = 0; i < 4; i++)
            {
                gradients[i] = ((step % 2 == 0 ? 0.75f : -0.75f) * (i + 1)) - (0.5f * step * (i - 1));
            }

            settings.Update(new UpdateFactors(step, Rate: 0.1, WeightDecay: 0.1, GradientScale: 1), new UpdatePlace(parameters, gradients, parameters + 32, null, 16));
        }

        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(expected[i], parameters[i], 1e-6);
        }
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.9, 1)]
    public void Moments_OneWithMomentum(double momentum, int arenas)
    {
        using Workers workers = new(1);
        using Bigram model = Bigram.Initialize(1);
        using TrainingSession session = model.StartTraining(workers);
        using OptimizerState optimizer = new(session, new Sgd { Momentum = momentum }, new LocalExchange(session, parts: 1));

        Assert.Equal(arenas, optimizer.Moments.Length);
    }

    [Fact]
    public void Validate_OutOfRange_NamesTheSetting()
    {
        AssertSays("SGD: Momentum is 1; it must be in [0, 1).", new Sgd { Momentum = 1 });
        AssertSays("SGD: Momentum is 0; it must be above 0 where Nesterov is set.", new Sgd { Nesterov = true });
        AssertSays("SGD: WeightDecay is NaN; it must be finite and not negative.", new Sgd { WeightDecay = double.NaN });

        static void AssertSays(string message, Sgd settings) => Assert.Equal(message, Assert.Throws<ArgumentException>(settings.Validate).Message);
    }

    private static Dictionary<string, float[]> FillGradients(TrainingSession session, int step)
    {
        Dictionary<string, float[]> gradients = [];

        foreach (ParameterInfo info in session.Model.Description.Parameters)
        {
            float[] values = [.. Enumerable.Range(0, (int)info.Count).Select(index => (float)(Math.Sin((index * 0.7) + step) * Math.Pow(10, -(index % 5))))];
            new ParameterView(info, session.Gradients).CopyFrom(values);
            gradients.Add(info.Name, values);
        }

        return gradients;
    }
}
