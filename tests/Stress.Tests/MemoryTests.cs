using System;
using System.IO;
using Weft.Generator.Specification;
using Weft.Stress.Fencing;
using Weft.Stress.Running;
using Xunit;

namespace Weft.Stress.Tests;

public sealed unsafe class MemoryTests : IDisposable
{
    private const string Model = """
        model: Fenced
        architecture: decoder
        vocabulary: 5
        max_length: 4
        d_model: 8
        layers: 1
        heads: 2
        training:
          batch: 2
          length: 4

        """;

    private readonly string _path = Path.GetTempFileName();

    public MemoryTests() => File.WriteAllText(_path, Model);

    public void Dispose() => File.Delete(_path);

    [FenceFact]
    public void Run_KernelsWithinTheirMatrices_Pass()
    {
        (int code, string text) = this.Run(fault: null);

        Assert.Contains("1 passed", text, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    // Of biases side by side one kernel adds to all, another one to the last alone, with several threads in an order that went wrong once.
    [FenceFact]
    public void Run_GradientsOfAStackThatIsTrainedInParts_Pass()
    {
        File.WriteAllText(_path, Model.TrimEnd() + "\n  train: ['*.query.*', '*.bias']\n");
        (int code, string text) = this.Run(fault: null, seed: 79);

        Assert.Contains("1 passed", text, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    // A table that the encoder has already, and one of the decoder's own: both begin at the start of their blocks.
    [FenceFact]
    public void Run_TablesOfTwoBlocksAtTheSamePlace_Pass()
    {
        File.WriteAllText(
            _path,
            """
            model: Shared
            architecture: encoder-decoder
            vocabulary: 20
            max_length: 40
            d_model: 8
            layers: 1
            heads: 2
            positional_encoding: learned
            share_embeddings: true
            """);
        (int code, string text) = this.Run(fault: null);

        Assert.Contains("1 passed", text, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [FenceFact]
    public void Run_RecurrenceThatIsTrained_Pass()
    {
        File.WriteAllText(
            _path,
            """
            model: Recurrent
            architecture: decoder
            vocabulary: 20
            max_length: 6
            d_model: 8
            layers: 2
            mixer: gru
            training:
              batch: 2
              length: 6
              train: ['*embedding*']
            """);
        (int code, string text) = this.Run(fault: null);

        Assert.Contains("1 passed", text, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }

    [FenceFact]
    public void Run_MatrixThatIsTooShort_IsNamedWithItsKernel()
    {
        (int code, string text) = this.Run(fault: "hidden");

        Assert.Contains("kernel Product16x32BiasReluRows12, matrix hidden as 'output', pass Forward is touched outside", text, StringComparison.Ordinal);
        Assert.Contains("d_model: 8\n", text, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    [FenceTheory]
    [InlineData((int)FenceSide.Behind, -1)]
    [InlineData((int)FenceSide.Behind, 100)]
    [InlineData((int)FenceSide.Before, 100)]
    [InlineData((int)FenceSide.Before, 115)]
    public void Block_WriteBesideTheMatrix_IsSeen(int side, int offset)
    {
        using FencedBlock block = new(bytes: 100, readable: 16, (FenceSide)side);
        block.Close();
        block.Start[0] = block.Start[99] = 1;
        Assert.True(block.IsSurroundingIntact);
        block.Start[offset] = 1;

        Assert.False(block.IsSurroundingIntact);
    }

    private (int Code, string Text) Run(string? fault, int seed = 3)
    {
        StressOptions options = new(seed, Count: 1, Seconds: 0, InstructionSets.Portable, _path);
        StringWriter output = new();
        int code = new MemoryRun(options, new StressReport(output, "memory", options), fault).Run();

        return (code, output.ToString());
    }

    private sealed class FenceFactAttribute : FactAttribute
    {
        public FenceFactAttribute() => this.Skip = Reason;
    }

    private sealed class FenceTheoryAttribute : TheoryAttribute
    {
        public FenceTheoryAttribute() => this.Skip = Reason;
    }

    private static string? Reason => FencedBlock.IsSupported ? null : "Pages are protected by calls of Linux.";
}
