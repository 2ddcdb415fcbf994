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

/// <summary>Trains a tiny model for many steps beside the interpreter in double: their losses stay together, a hundred steps a case.</summary>
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
        Dictionary<string, double[]> exact = ModelParameters.Exact(data.Parameters);
        TrainingSettings settings = new(Optimizer, static _ => Rate, Accumulation: 1, static _ => true, Threads: 1);
        OptimizerReference reference = new(settings, exact);

        using TransformerModel model = ModelParameters.CreateModel(generated, data.Parameters);
        using Trainer trainer = generated.CreateTrainer(model, Optimizer, new TrainerOptions { Threads = 1 });
        double first = 0;
        double last = 0;
        double worst = 0;
        double expected = 0;
        double actual = 0;

        foreach (TrainingStep step in trainer.Run(new CyclingBatches(batches), options.Count))
        {
            InterpreterBatch batch = batches[(step.Step - 1) % Batches];
            Interpreter run = new(data.Graph, batch, exact, dropout: null);
            double loss = run.RunForward() / batch.LabelCount;
            run.RunBackward();
            _ = reference.Update(run.Gradients.ToDictionary(static item => item.Key, item => Array.ConvertAll(item.Value, value => value / batch.LabelCount)));
            first = step.Step == 1 ? loss : first;
            last = loss;
            worst = Math.Max(worst, Math.Abs(step.Loss - loss) / loss);
            expected += loss / Window;
            actual += step.Loss / Window;

            if (step.Step % Window == 0)
            {
                report.Add(options.Seed, Judge(step.Step, expected, actual));
                (expected, actual) = (0, 0);

                if (!report.GoesOn)
                {
                    break;
                }
            }
        }

        report.Say(string.Create(CultureInfo.InvariantCulture, $"curve: means of {Window} steps each, from a loss of {first:0.0000} to {last:0.0000}; single steps differ by at most {worst:P2}"));

        return report.Finish();
    }

    private static Outcome Judge(long step, double expected, double actual)
    {
        double error = Math.Abs(actual - expected) / ((RelativeTolerance * expected) + AbsoluteTolerance);

        return error <= 1
            ? new Outcome(Verdict.Passed, "", error)
            : Outcome.Fail(string.Create(CultureInfo.InvariantCulture, $"the mean loss of {Window} steps up to {step} is {actual:G9} instead of {expected:G9}"));
    }
}
