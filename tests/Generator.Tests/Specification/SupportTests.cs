using System.Linq;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>What is valid and not generated yet says so, on its key, and names what can be had now.</summary>
public sealed class SupportTests
{
    [Theory]
    [InlineData("architecture: encoder", "(2,15)", "use decoder")]
    [InlineData("architecture: encoder-decoder", "(2,15)", "use decoder")]
    public void Value_NotGeneratedYet_IsNamed(string line, string place, string instead) =>
        AssertProblem(line, $"{place}: error WEFT015: '{line}' is valid, but this release does not generate it yet; {instead}");

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
