using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Xunit;

namespace Weft.Generator.Tests.Lowering;

/// <summary>Callers name the operands of a kernel; a mistake is found before a call is written.</summary>
public sealed class SignatureTests
{
    private static readonly Signature Norm = Signature.Empty.Floats("input", "weight").FloatsIf(false, "bias").Floats("output").Indices("row", "rows");

    [Fact]
    public void Text_IsTheParameterListOfTheMethod() =>
        Assert.Equal("float* input, float* weight, float* output, nint row, nint rows", Norm.Text);

    [Fact]
    public void Text_OfEveryKind() => Assert.Equal(
        "float* a, int* b, nint c, bool d, uint e, float f, DropoutKey g",
        Signature.Empty.Floats("a").Integers("b").Indices("c").Flags("d").Words("e").Numbers("f").DropoutKeys("g").Text);

    [Fact]
    public void If_AppendsWhereTheConditionHolds() => Assert.Equal(
        Signature.Empty.Floats("input", "bias"), Signature.Empty.Floats("input").FloatsIf(true, "bias").IndicesIf(false, "panel"));

    [Fact]
    public void Then_AppendsAnotherSignature() => Assert.Equal(
        Signature.Empty.Floats("input").Indices("row", "rows"), Signature.Empty.Floats("input").Then(Signature.Empty.Indices("row", "rows")));

    [Fact]
    public void Bind_PutsOperandsIntoTheOrderOfTheParameters() => Assert.Equal(
        ["x", "w", "y", "0", "8"], Bind(("rows", "8"), ("row", "0"), ("output", "y"), ("weight", "w"), ("input", "x")));

    [Fact]
    public void Bind_LeavesOutWhatTheCallerHasNothingFor() => Assert.Equal(
        ["x", "w", "y", "0", "8"], Bind(("input", "x"), ("weight", "w"), ("bias", null), ("output", "y"), ("row", "0"), ("rows", "8")));

    [Fact]
    public void Bind_OfAMissingOperand_Throws() =>
        Rejects("LayerNorm8 is not given 'output'.", ("input", "x"), ("weight", "w"), ("row", "0"), ("rows", "8"));

    [Fact]
    public void Bind_OfADoubledOperand_Throws() =>
        Rejects("LayerNorm8 is given 'weight' twice.", ("input", "x"), ("weight", "w"), ("weight", "v"), ("output", "y"), ("row", "0"), ("rows", "8"));

    [Fact]
    public void Bind_OfAnUnknownOperand_Throws() => Rejects(
        "LayerNorm8 has no parameter 'bias'; it has float* input, float* weight, float* output, nint row, nint rows.",
        ("input", "x"), ("weight", "w"), ("bias", "b"), ("output", "y"), ("row", "0"), ("rows", "8"));

    [Fact]
    public void AParameterThatStandsTwice_Throws()
    {
        Assert.Throws<LoweringException>(static () => Norm.Indices("row"));
        Assert.Throws<LoweringException>(static () => Signature.Empty.Floats("input", "input"));
    }

    private static IEnumerable<string> Bind(params (string Name, string? Value)[] operands) => Norm.Bind("LayerNorm8", operands);

    private static void Rejects(string message, params (string Name, string? Value)[] operands) =>
        Assert.Equal(message, Assert.Throws<LoweringException>(() => Bind(operands)).Message);
}
