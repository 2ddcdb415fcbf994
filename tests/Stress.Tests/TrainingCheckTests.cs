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
        string output = this.Run(seed: 276455);

        Assert.Contains("gradients leave the range of single precision", output, StringComparison.Ordinal);
        Assert.Contains("0 passed, 1 ill-conditioned, 0 failed", output, StringComparison.Ordinal);
    }

    // Of a window of one position the probability is 1, and the gradients of its scores are what cancels of larger terms.
    [Fact]
    public void Check_GradientsThatAreZeroInTheory_AreNoiseInPractice()
    {
        File.WriteAllText(
            _path,
            """
            model: Cancelled
            architecture: encoder-decoder
            vocabulary: 7
            max_length: 5
            d_model: 12
            embedding_size: 9
            layers: {encoder: 6, decoder: 1}
            heads: 1
            d_value: 32
            norm_epsilon: 2.38E-05
            attention_scale: 3.66
            residual_scale: 0.562
            window: 1
            query_key_value_bias: true
            feed_forward_bias: false
            activation_dropout: 0.532
            training:
              batch: 1
              length: 5
            """);

        string output = this.Run(seed: 5550076);

        Assert.DoesNotContain("key.bias", output, StringComparison.Ordinal);
        Assert.Contains("0 failed", output, StringComparison.Ordinal);
    }

    // With two columns a single number that is halved the other way is seen in every step behind it.
    [Fact]
    public void Check_NumbersAlmostHalfwayBetweenTwoOf16Bits_MayBecomeEither()
    {
        File.WriteAllText(
            _path,
            """
            model: Halved
            architecture: encoder
            vocabulary: 65
            outputs: 13
            max_length: 1
            d_model: 2
            layers: 2
            heads: 2
            d_ff: 48
            d_key: 21
            logit_soft_cap: 0.129
            output_bias: true
            attention_dropout: 0.46
            label_smoothing: 0.129
            training:
              batch: 6
              length: 1
              train: ['*.query.*', '*.weight', '*.layers.1.*']
              store: bfloat16
            """);

        Assert.Contains("0 failed", this.Run(seed: 8550024), StringComparison.Ordinal);
    }

    private string Run(int seed)
    {
        StressOptions options = new(seed, Count: 1, Seconds: 0, InstructionSets.Portable, _path);
        StringWriter output = new();
        _ = new ModelRun(new TrainingCheck(), options, new StressReport(output, "training", options)).Run();

        return output.ToString();
    }
}
