using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Tests.Graph;
using Weft.Stress.Running;

namespace Weft.Stress.Training;

/// <summary>What the interpreter and <see cref="OptimizerReference"/> make of a training case.</summary>
internal static class TrainingReference
{
    /// <summary>Steps of the optimizer.</summary>
    public const int Steps = 10;

    private const double LogitTolerance = 1e-5;
    private const double LossTolerance = 1e-5;

    // Of the largest logit, for each label: a loss of nothing is the difference of two of them.
    private const double LossNoise = 1e-6;
    private const double GradientTolerance = 1e-4;

    // Of the largest gradient of the model: what is zero in theory is noise in practice.
    private const double GradientNoise = 1e-6;

    // Zeros are sums of terms that cancel, whose size the gradients of the model do not tell.
    private const double ZeroInDouble = 1e-10;
    private const double ZeroNoise = 4;

    // Slopes of saturated caps and probabilities that are one are differences of numbers of size 1: where all gradients are smaller than
    // what is left of those for each label, there is nothing to compare.
    private const double GradientFloor = 3e-7;
    private const double StepTolerance = 1e-3;
    private const double StepNoise = 1e-5;

    // A number that is kept in 16 bits, almost halfway between two, becomes either: half of 2^-8 of it, in a step and all behind it.
    private const double HalvedStepTolerance = 1e-2;

    /// <summary>Computes it with these parameters.</summary>
    /// <param name="data">The case.</param>
    /// <param name="settings">How it is optimized.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="moves">What moves every value on the way; null where nothing does.</param>
    public static IReadOnlyList<Quantity> Compute(
        TrainingData data, TrainingSettings settings, IReadOnlyDictionary<string, double[]> parameters, Random? moves = null)
    {
        List<Quantity> quantities = [.. ComputePasses(data, parameters, moves)];
        quantities.AddRange(StepsOf(data, settings, parameters, moves));

        return quantities;
    }

    /// <summary>The same without steps of the optimizer.</summary>
    public static IReadOnlyList<Quantity> ComputePasses(TrainingData data, IReadOnlyDictionary<string, double[]> parameters, Random? moves = null) =>
        [.. Passes(data, parameters, moves)];

    private static IEnumerable<Quantity> Passes(TrainingData data, IReadOnlyDictionary<string, double[]> parameters, Random? moves)
    {
        Interpreter evaluation = new(data.Graph, data.Batch, parameters, dropout: null, moves);
        double loss = evaluation.RunForward();
        double largest = evaluation.Logits.Max(Math.Abs);
        double noise = LossNoise * Math.Max(1, largest) * Math.Max(1, data.Batch.LabelCount);
        yield return Quantity.Of("logits", evaluation.Logits, LogitTolerance, double.Epsilon);
        yield return Quantity.Of("evaluated loss", [loss], LossTolerance, noise);

        Interpreter first = Run(data, 0, data.Batch, parameters, moves, out double trained);
        yield return Quantity.Of("loss", [trained], LossTolerance, noise);
        Dictionary<string, double[]> firstWhole = WholeGradients(data, 0, data.Batch, parameters, first.Gradients);

        foreach (Quantity gradient in Gradients("gradient", first.Gradients, firstWhole, data.Batch.LabelCount))
        {
            yield return gradient with { LargestOnTheWay = first.LargestValue };
        }

        Interpreter second = Run(data, 1, data.Steps[0], parameters, moves, out double _);
        Dictionary<string, double[]> secondWhole = WholeGradients(data, 1, data.Steps[0], parameters, second.Gradients);
        Dictionary<string, double[]> sums = Add(first.Gradients, second.Gradients);
        int labels = data.Batch.LabelCount + data.Steps[0].LabelCount;

        foreach (Quantity gradient in Gradients("gradient of two batches", sums, Add(firstWhole, secondWhole), labels))
        {
            yield return gradient with { LargestOnTheWay = Math.Max(first.LargestValue, second.LargestValue) };
        }
    }

    private static IEnumerable<Quantity> StepsOf(
        TrainingData data, TrainingSettings settings, IReadOnlyDictionary<string, double[]> parameters, Random? moves)
    {
        Dictionary<string, double[]> current = parameters.ToDictionary(static item => item.Key, static item => (double[])item.Value.Clone());
        OptimizerReference optimizer = new(settings, current);
        double tolerance = data.Graph.Blocks.Any(static block => block.Forward.OfType<Halve>().Any()) ? HalvedStepTolerance : StepTolerance;
        int batch = 0;

        for (int step = 0; step < Steps; step++)
        {
            double loss = 0;
            double largest = 0;
            int labels = 0;
            Dictionary<string, double[]> gradients = [];

            for (int part = 0; part < settings.Accumulation; part++, batch++)
            {
                InterpreterBatch next = data.Steps[batch % data.Steps.Count];
                Interpreter run = new(data.Graph, next, current, new DropoutSource(data.DropoutSeed, (uint)batch), moves);
                loss += run.RunForward();
                run.RunBackward();
                largest = Math.Max(largest, run.LargestValue);
                labels += next.LabelCount;
                gradients = part == 0 ? run.Gradients : Add(gradients, run.Gradients);
            }

            double norm = optimizer.Update(gradients.ToDictionary(
                static item => item.Key, item => Array.ConvertAll(item.Value, value => value / labels)));
            yield return Quantity.Of($"loss of step {step}", [loss / labels], tolerance, StepNoise) with { Updates = step };
            yield return Quantity.Of($"gradient norm of step {step}", [norm], tolerance, StepNoise) with { Updates = step, LargestOnTheWay = largest };
            yield return Quantity.Of($"learning rate of step {step}", [settings.RateOf(step)], 1e-12, 1e-18);
        }
    }

    private static Interpreter Run(
        TrainingData data, uint step, InterpreterBatch batch, IReadOnlyDictionary<string, double[]> parameters, Random? moves, out double loss)
    {
        DropoutSource dropout = new(data.DropoutSeed, unchecked(data.DropoutStep + step));
        Interpreter run = new(data.Graph, batch, parameters, dropout, moves);
        loss = run.RunForward();
        run.RunBackward();

        return run;
    }

    // Of what layers keep without rounding; the gradients themselves where they keep floats.
    private static Dictionary<string, double[]> WholeGradients(
        TrainingData data, uint step, InterpreterBatch batch, IReadOnlyDictionary<string, double[]> parameters, Dictionary<string, double[]> gradients)
    {
        if (!data.Graph.Blocks.Any(static block => block.Forward.OfType<Halve>().Any()))
        {
            return gradients;
        }

        DropoutSource dropout = new(data.DropoutSeed, unchecked(data.DropoutStep + step));
        Interpreter run = new(data.Graph, batch, parameters, dropout, roundsKept: false);
        _ = run.RunForward();
        run.RunBackward();

        return run.Gradients;
    }

    // A number that is almost halfway between two of eight bits may become either: what all of rounding does stands for the few that do.
    private static IEnumerable<Quantity> Gradients(
        string what, Dictionary<string, double[]> gradients, Dictionary<string, double[]> whole, int labels)
    {
        double largest = gradients.Values.Max(static values => values.Max(Math.Abs));
        double noise = Math.Max(GradientNoise * largest, GradientFloor * Math.Max(1, labels));

        return gradients.Select(item => Quantity.Of(
            $"{what} of {item.Key}", item.Value, GradientTolerance,
            (IsZero(item.Value, largest) ? ZeroNoise * noise : noise) + item.Value.Zip(whole[item.Key], static (a, b) => Math.Abs(a - b)).Max()));
    }

    // Of the biases of keys, for example, which attention does not feel: rounding in double is all that is left of it.
    private static bool IsZero(double[] gradient, double largest) => gradient.Max(Math.Abs) < ZeroInDouble * largest;

    private static Dictionary<string, double[]> Add(Dictionary<string, double[]> left, Dictionary<string, double[]> right) =>
        left.ToDictionary(static item => item.Key, item => item.Value.Zip(right[item.Key], static (a, b) => a + b).ToArray());
}
