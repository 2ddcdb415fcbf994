using System;
using System.IO;
using Weft.Generator.Specification;
using Weft.Stress.Running;
using Weft.Stress.Training;
using Xunit;

namespace Weft.Stress.Tests;

public sealed class TrainingCheckTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    // Norms of rows of one column that dropout has emptied: 316 times in each, and in the end dropout takes the product. In single precision
    // that is infinity times 0, and in double 0.
    [Fact]
    public void Check_ValuesBeyondSinglePrecisionOnTheWayToSmallGradients_AreIllConditioned()
    {
        File.WriteAllText(
            _path,
            """
            model: Emptied
            architecture: encoder-decoder
            vocabulary: 2
            max_length: 1
            d_model: 1
            layers: {encoder: 1, decoder: 10}
            heads: 1
            norm: rmsnorm
            bias: false
            dropout: 0.552
            training:
              tokens: 1
              length: 1
            """);
        StressOptions options = new(Seed: 276455, Count: 1, Seconds: 0, InstructionSets.Portable, _path);
        StringWriter output = new();
        _ = new ModelRun(new TrainingCheck(), options, new StressReport(output, "training", options)).Run();

        Assert.Contains("gradients leave the range of single precision", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("0 passed, 1 ill-conditioned, 0 failed", output.ToString(), StringComparison.Ordinal);
    }
}
