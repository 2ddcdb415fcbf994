using System.Collections.Generic;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Targets;
using Xunit;

namespace Weft.Generator.Tests.Lowering;

/// <summary>What a compilation has once, whichever models call it.</summary>
public sealed class SharedMethodTests
{
    private static readonly InstructionSet Set = new Avx2();

    [Fact]
    public void Closing_FindsWhatIsCalled_Once() => Assert.Equal(
        ["Dropout0p1", "Philox4x32", "DropoutPlace", "GeluAndDerivative", "ExpBounded", "NormalTail", "Tanh", "Dropout0p2"],
        SharedMethod.Close([Of(0.1f), .. Functions(new GeluFunction(HasDerivative: true), new TanhFunction(HasDerivative: false)), Of(0.2f), Of(0.1f)])
            .Select(static method => method.Name));

    [Fact]
    public void EqualRecords_AreOneMethod()
    {
        Assert.Equal(Of(0.1f), Of(0.1f));
        Assert.NotEqual(Of(0.1f), Of(0.2f));
        Assert.NotEqual(Of(0.1f), Of(0.1f) with { Set = new Portable() });
    }

    [Fact]
    public void Reaching_GoesThroughWhatIsCalled()
    {
        FunctionMethod philox = Functions(new PhiloxFunction()).Single();

        Assert.True(Of(0.1f).Reaches(philox));
        Assert.True(philox.Reaches(philox));
        Assert.False(philox.Reaches(Of(0.1f)));
    }

    [Fact]
    public void TwoMethodsOfOneName_AreRefused()
    {
        LoweringException exception = Assert.Throws<LoweringException>(() => SharedMethod.Close(Functions(new Same(1), new Same(2))));

        Assert.Equal(
            "Two methods of Avx2 share the name Same: Same { Constant = 1 } and Same { Constant = 2 }.", exception.Message);
    }

    [Fact]
    public void CacheLines_AreMovedByHandOnX86Only() => Assert.Equal(
        ["Avx512", "Avx2"], InstructionSet.All.Where(new PrefetchFunction().IsIn).Select(static set => set.Name));

    private static FunctionMethod Of(float rate) => new(new DropoutFunction(rate), Set);

    private static IEnumerable<FunctionMethod> Functions(params VectorFunction[] functions) =>
        functions.Select(static function => new FunctionMethod(function, Set));

    private sealed record Same(int Constant) : VectorFunction("Same")
    {
        public override void Write(KernelWriter writer)
        {
        }
    }
}
