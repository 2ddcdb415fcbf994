using System;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Kernels;

/// <summary>Models of one instruction set, one format of weights and some sequences, for tests that compare these.</summary>
internal static class SpecializedModels
{
    /// <summary>Reads a spec, and changes what its kernels and its room depend on.</summary>
    public static ModelSpecification Read(string name, string text, string format, string set, int sequences)
    {
        SpecificationResult result = Specs.Read(Specs.With(text, $"model: {name}{format}{set}{sequences}"));
        Assert.Empty(result.Problems.Items);
        ModelSpecification specification = result.Specification!;

        return specification with
        {
            InstructionSets = TargetSelection.KeyOf(InstructionSet.All.Single(item => item.Name == set)),
            Inference = specification.Inference with { Weights = Enum.Parse<WeightFormat>(format), Sequences = sequences },
        };
    }
}
