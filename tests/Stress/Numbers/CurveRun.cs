using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Graph;
using Weft.Stress.Running;
using Weft.Stress.Training;

namespace Weft.Stress.Numbers;

/// <summary>
/// Trains a tiny model for many steps beside the interpreter in double: their losses stay together, a hundred steps a case, as long as those
/// of a second interpreter do whose parameters began 1e-7 beside the first one's. Training is chaotic, and what comes later tells nothing of
/// single cases; the mean over all steps is one more.
/// </summary>
/// <param name="options">What the command asks for; the count is the steps.</param>
/// <param name="report">Gets what became of each step.</param>
internal sealed class CurveRun(StressOptions options, StressReport report)
{
    private const string Model = """
        model: Curve
        architecture: decoder
        vocabulary: 7
        max_length: 6
        d_model: 8
        layers: 1
        heads: 2
        activation: swiglu
        norm: rmsnorm
        positional_encoding: rope
        training:
          batch: 3
          length: 6

        """;

    // What one step rounds, the next ones carry on: steps may differ by more, their mean over a while may not.
    private const double RelativeTolerance = 5e-2;
    private const double AbsoluteTolerance = 1e-3;
    private const double LargestMoved = 0.3;
    private const int Window = 100;
    private const int Batches = 8;
    private const double Rate = 1e-3;

    // Above what rounding leaves of a gradient that is nearly zero: otherwise AdamW makes full steps of it, float32 others than double.
    private const double Epsilon = 1e-4;

    private static readonly AdamW Optimizer = new() { LearningRate = Rate, WeightDecay = 0.1, ClipNorm = 1, Beta2 = 0.98, Epsilon = Epsilon };

    /// <summary>Runs the steps.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        report.Start();
        ModelSpecification specification = ModelCompiler.Read("curve.yaml", Model, "Weft.Compiled").Specification! with { InstructionSets = options.InstructionSet };
        GeneratedModel generated = ModelLibrary.Compile(specification)[specification];
        TrainingData data = new(specification, options.Seed);
        InterpreterBatch[] batches = [.. Enumerable.Range(0, Batches).Select(i => InterpreterBatch.Random(options.Seed + i, specification, [6, 4, 5]))];
        TrainingSettings settings = new(Optimizer, static _ => Rate, Accumulation: 1, static _ => Optimizer.WeightDecay, static _ => 1, Threads: 1);
        Dictionary<string, double[]> parameters = ModelParameters.Exact(data.Parameters);
        ReferenceCurve exact = new(data, settings, parameters);
        ReferenceCurve moved = new(data, settings, ModelParameters.Moved(parameters, options.Seed));

        using TransformerModel model = ModelParameters.CreateModel(generated, data.Parameters);
        using Trainer trainer = generated.CreateTrainer(model, Optimizer, new TrainerOptions { Threads = 1 });
        CurveMeans window = default;
        CurveMeans all = default;
        bool isChaotic = false;

        foreach (TrainingStep step in trainer.Run(new CyclingBatches(batches), options.Count))
        {
            InterpreterBatch batch = batches[(step.Step - 1) % Batches];
            CurveMeans losses = new(1, exact.Step(batch), moved.Step(batch), step.Loss);
            window = window.Add(losses);
            all = all.Add(losses);

            if (step.Step % Window == 0)
            {
                isChaotic |= ErrorOf(window.Exact, window.Moved) > LargestMoved;
                report.Add(options.Seed, Judge($"{Window} steps up to {step.Step}", window, isChaotic));
                window = default;

                if (!report.GoesOn)
                {
                    break;
                }
            }
        }

        report.Add(options.Seed, Judge($"all {all.Count} steps", all, isChaotic: false));

        return report.Finish();
    }

    private static double ErrorOf(double expected, double actual) => Math.Abs(actual - expected) / ((RelativeTolerance * expected) + AbsoluteTolerance);

    private static Outcome Judge(string what, CurveMeans means, bool isChaotic)
    {
        double error = ErrorOf(means.Exact, means.Actual);

        return error <= 1
            ? new Outcome(Verdict.Passed, "", error)
            : new Outcome(
                isChaotic ? Verdict.IllConditioned : Verdict.Failed,
                string.Create(CultureInfo.InvariantCulture, $"the mean loss of {what} is {means.Actual:G9} instead of {means.Exact:G9}"), error);
    }

    /// <summary>Means of the losses of steps: of the interpreter, of the one that was moved, and of the model.</summary>
    private readonly record struct CurveMeans(int Count, double Exact, double Moved, double Actual)
    {
        public CurveMeans Add(CurveMeans next)
        {
            int count = this.Count + next.Count;

            return new CurveMeans(
                count, Mean(this.Exact, next.Exact), Mean(this.Moved, next.Moved), Mean(this.Actual, next.Actual));

            double Mean(double mean, double value) => mean + ((value - mean) * next.Count / count);
        }
    }

    /// <summary>An interpreter that trains.</summary>
    private sealed class ReferenceCurve(TrainingData data, TrainingSettings settings, Dictionary<string, double[]> parameters)
    {
        private readonly OptimizerReference _optimizer = new(settings, parameters);

        /// <summary>Takes a step.</summary>
        /// <returns>The mean loss before it.</returns>
        public double Step(InterpreterBatch batch)
        {
            Interpreter run = new(data.Graph, batch, parameters, dropout: null);
            double loss = run.RunForward() / batch.LabelCount;
            run.RunBackward();
            _ = _optimizer.Update(run.Gradients.ToDictionary(
                static item => item.Key, item => Array.ConvertAll(item.Value, value => value / batch.LabelCount)));

            return loss;
        }
    }
}
