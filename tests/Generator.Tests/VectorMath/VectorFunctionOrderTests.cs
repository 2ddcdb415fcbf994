using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Operations;
using Weft.Generator.Targets;
using Xunit;

namespace Weft.Generator.Tests.VectorMath;

/// <summary>Which vector functions a file has, and in which order.</summary>
public sealed class VectorFunctionOrderTests
{
    private static readonly VectorFunction[] Called =
        [new DropoutFunction(0.1f), new GeluFunction(HasDerivative: true), new TanhFunction(), new MaximumFunction()];

    [Fact]
    public void Functions_StandBehindWhatTheyCall() => Assert.Equal(
        ["ExpBounded", "Tanh", "NormalTail", "GeluAndDerivative", "Philox4x32", "Dropout", "Maximum"],
        VectorFunctionOrder.Close(Called).Select(static function => function.Name));

    [Fact]
    public void Order_IsNotThatOfTheCalls() =>
        Assert.Equal(VectorFunctionOrder.Close(Called), VectorFunctionOrder.Close(Called.Reverse().Concat(Called)));

    [Fact]
    public void TwoRatesOfDropout_WouldBeOneMethod()
    {
        VectorFunction[] rates = [new DropoutFunction(0.1f), new DropoutFunction(0.2f)];
        LoweringException exception = Assert.Throws<LoweringException>(() => VectorFunctionOrder.Close(rates));

        Assert.StartsWith("Two vector functions share the name Dropout:", exception.Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void CacheLines_AreMovedByHandOnX86Only() => Assert.Equal(
        ["Avx512", "Avx2"], InstructionSet.All.Where(new PrefetchFunction().IsIn).Select(static set => set.Name));
}
