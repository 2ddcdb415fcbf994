using System;
using Weft.Generator.Graph;
using Weft.Generator.Operations;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Emission;
using Xunit;

namespace Weft.Generator.Tests.Graph;

/// <summary>An option that is added to the specification and forgotten further on fails; it is never taken for another one.</summary>
public sealed class UnknownOptionTests
{
    private static readonly ModelSpecification NewEncoding = TinyModel.Read() with { PositionalEncoding = (PositionalEncoding)99 };

    [Fact]
    public void Activation_Unknown_IsNoOther()
    {
        AssertNamed(static () => GraphBuilder.Build(TinyModel.Read() with { Activation = (Activation)99 }));
        AssertNamed(static () => Activations.FunctionOf((Activation)99));
        AssertNamed(static () => Activations.GateOf((Activation)99));
    }

    [Fact]
    public void Weights_Unknown_AreNoOthers()
    {
        AssertNamed(static () => WeightLayout.Of((WeightFormat)99));
        AssertNamed(static () => StoredWeights.Of((WeightFormat)99));
        AssertNamed(static () => WeightPanel.Of((WeightStorage)99));
    }

    [Fact]
    public void Weights_OfGeneratorAndRuntime_AreTheSame() => Assert.Equal(Enum.GetNames<WeightFormat>(), Enum.GetNames<WeightStorage>());

    [Fact]
    public void Positions_Unknown_AreNoOthers()
    {
        AssertNamed(static () => GraphBuilder.Build(NewEncoding));
        AssertNamed(static () => PositionTable.Floats(NewEncoding));
    }

    private static void AssertNamed(Func<object?> action) => Assert.Contains("99", Assert.Throws<InvalidOperationException>(action).Message, StringComparison.Ordinal);
}
