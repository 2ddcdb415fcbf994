using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Specification;
using Xunit;
using Xunit.Abstractions;

namespace Weft.Generator.Tests.Graph;

/// <summary>Every gradient rule against finite differences of the loss, in double.</summary>
public sealed class GradientRuleTests(ITestOutputHelper output)
{
    private const int Samples = 3;

    // Of the largest gradient of the tensor, and of the model for tensors whose gradient is zero in theory.
    private const double Tolerance = 1e-8;
    private const double Noise = 1e-10;

    public static TheoryData<string> Models => ModelCases.Small;

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_AreTheSlopesOfTheLoss(string name)
    {
        ModelSpecification specification = ModelCases.Read(name);
        ModelGraph graph = GraphBuilder.Build(specification);
        Dictionary<string, double[]> parameters = ModelCases.CreateParameters(graph)
            .ToDictionary(static item => item.Key, static item => Array.ConvertAll(item.Value, static value => (double)value));
        InterpreterBatch batch = ModelCases.CreateBatch(specification);
        DropoutSource? dropout = specification.Drops ? new DropoutSource(0x1234_5678_9ABC_DEF0, 3) : null;
        Interpreter interpreter = new(graph, batch, parameters, dropout);
        _ = interpreter.RunForward();
        interpreter.RunBackward();
        double largest = interpreter.Gradients.Values.SelectMany(static values => values).Max(Math.Abs);
        double worst = 0;

        foreach ((string parameter, double[] gradient) in interpreter.Gradients)
        {
            double scale = gradient.Max(Math.Abs);

            foreach (int element in Choose(gradient))
            {
                double slope = Slope(() => Evaluate(graph, batch, parameters, dropout), ref parameters[parameter][element]);
                double error = Math.Abs(gradient[element] - slope);
                worst = scale > 1e-6 * largest ? Math.Max(worst, error / scale) : worst;
                Assert.True(
                    error <= (Tolerance * scale) + (Noise * largest),
                    $"{parameter}[{element}]: the gradient is {gradient[element]:G9}, the slope {slope:G9}; the tensor's largest is {scale:G3}");
            }
        }

        output.WriteLine($"{name}: largest error {worst:0.0E+00} of a tensor's largest gradient");
    }

    // The largest element, which no rule may miss, and some others.
    private static IEnumerable<int> Choose(double[] gradient)
    {
        Random random = new(gradient.Length);
        int greatest = Array.IndexOf(gradient, gradient.MaxBy(Math.Abs));

        return Enumerable.Range(0, Samples).Select(_ => random.Next(gradient.Length)).Append(greatest).Append(gradient.Length - 1).Distinct();
    }

    private static (double Loss, int Pattern) Evaluate(
        ModelGraph graph, InterpreterBatch batch, Dictionary<string, double[]> parameters, DropoutSource? dropout)
    {
        Interpreter interpreter = new(graph, batch, parameters, dropout);

        return (interpreter.RunForward() + interpreter.BalanceLoss, interpreter.ReluPattern);
    }

    // Five points, so that the step can be long: the error of rounding is some 1e-13 of the loss and that of the formula its fifth
    // derivative times step^4 / 30. Where a relu turns between the points, the step is shortened until none does.
    private static double Slope(Func<(double Loss, int Pattern)> evaluate, ref double parameter)
    {
        double center = parameter;
        int pattern = evaluate().Pattern;

        for (double step = 1e-3; ; step /= 4)
        {
            Span<double> losses = [0, 0, 0, 0];
            ReadOnlySpan<double> distances = [-2, -1, 1, 2];
            bool isSmooth = true;

            for (int i = 0; i < losses.Length && isSmooth; i++)
            {
                parameter = center + (distances[i] * step);
                (losses[i], int changed) = evaluate();
                isSmooth = changed == pattern;
            }

            parameter = center;

            if (isSmooth)
            {
                return (losses[0] - (8 * losses[1]) + (8 * losses[2]) - losses[3]) / (12 * step);
            }

            Assert.True(step > 1e-7, "A relu turns however short the step is.");
        }
    }
}
