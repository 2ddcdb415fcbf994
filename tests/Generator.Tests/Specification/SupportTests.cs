using System.Linq;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>What is valid and not generated yet says so, on its key, and names what can be had now.</summary>
public sealed class SupportTests
{
    [Theory]
    [InlineData("encoder")]
    [InlineData("encoder-decoder")]
    public void EncoderWithoutTraining_NotGeneratedYet_IsNamed(string architecture)
    {
        SpecificationResult result = Specs.Read(Specs.TinyWith($"architecture: {architecture}"));

        Assert.Equal(
            [$"tiny.yaml(2,15): error WEFT015: 'architecture: {architecture} without training' is valid, but this release does not generate it yet; add a `training` section or use decoder"],
            result.Problems.Select(static problem => problem.ToString()));
    }

    [Theory]
    [InlineData("weights: bfloat16", "(8,22)", "use float32")]
    [InlineData("weights: int8", "(8,22)", "use float32")]
    [InlineData("sequences: 4", "(8,24)", "use 1")]
    [InlineData("beam: 4", "(8,19)", "use 1")]
    public void Inference_NotGeneratedYet_IsNamed(string pair, string place, string instead) => AssertProblem(
        $"inference: {{{pair}}}", $"{place}: error WEFT015: 'inference.{pair}' is valid, but this release does not generate it yet; {instead}");

    private static void AssertProblem(string line, string expected)
    {
        SpecificationResult result = Specs.Read(Specs.TinyWith(line));

        Assert.Null(result.Specification);
        Assert.Equal(["tiny.yaml" + expected], result.Problems.Select(static problem => problem.ToString()));
    }
}
