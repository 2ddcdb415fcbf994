using System.Collections.Generic;
using Weft.Benchmarks.Compilation;
using Weft.Benchmarks.Measuring;
using Weft.Benchmarks.Peers;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Benchmarks.Suite;

/// <summary>Whole training steps with AdamW: batch, forward, backward, update.</summary>
/// <param name="name">The benchmark's name.</param>
/// <param name="summary">What it measures.</param>
/// <param name="file">The spec, a GPT.</param>
internal sealed class TrainingBenchmark(string name, string summary, string file) : Benchmark(name, summary)
{
    private readonly ModelSpecification _specification = BenchmarkModel.Read(file);
    private GeneratedModel? _generated;

    /// <inheritdoc/>
    public override IEnumerable<Measurement> Run(BenchmarkContext context)
    {
        _generated ??= BenchmarkModel.Compile(_specification);
        TrainingCapacity training = _specification.Training!;
        using Contender weft = new TrainingContender(_generated, context.Workers);
        using Ways torch = new(TorchTraining.Start(_specification, context.Threads, _generated.Shape.ParameterCount));
        ContestResult result = context.Compete([weft, .. torch.Contenders], context.Peak);

        return
        [
            .. Measurements.Of(
                this.Name, context.Threads, [weft, result.BestOf(torch.Contenders), TorchSharp.Absent], result,
                Quantity.Arithmetic(_generated.Shape.CountTrainingOperations(training.Tokens, training.Length)),
                Quantity.Milliseconds("step")),
        ];
    }
}
