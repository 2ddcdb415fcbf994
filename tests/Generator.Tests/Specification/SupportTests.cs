using System.Linq;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Specification;

/// <summary>What is valid and not generated yet says so, on its key, and names what can be had now.</summary>
public sealed class SupportTests
{
    [Theory]
    [InlineData("weights: bfloat16", "(8,22)", "use float32")]
    [InlineData("weights: int8", "(8,22)", "use float32")]
    public void Inference_NotGeneratedYet_IsNamed(string pair, string place, string instead) => AssertProblem(
        $"inference: {{{pair}}}", $"{place}: error WEFT015: 'inference.{pair}' is valid, but this release does not generate it yet; {instead}");

    private static void AssertProblem(string line, string expected)
    {
        SpecificationResult result = Specs.Read(Specs.TinyWith(line));

        Assert.Null(result.Specification);
        Assert.Equal(["tiny.yaml" + expected], result.Problems.Select(static problem => problem.ToString()));
    }
}
