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
        ModelSpecification specification = Read($"{name}{format}{sequences}", text, set);

        return specification with
        {
            Inference = specification.Inference with { Weights = Enum.Parse<WeightFormat>(format), Sequences = sequences },
        };
    }

    /// <summary>Reads a spec, and changes what its kernels depend on.</summary>
    public static ModelSpecification Read(string name, string text, string set)
    {
        SpecificationResult result = Specs.Read(Specs.With(text, $"model: {name}{set}"));
        Assert.Empty(result.Problems.Items);

        return result.Specification! with { InstructionSets = TargetSelection.KeyOf(InstructionSet.All.Single(item => item.Name == set)) };
    }
}
