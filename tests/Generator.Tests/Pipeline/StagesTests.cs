using System;
using System.Globalization;
using System.Threading;
using Weft.Generator.Pipeline;
using Weft.Generator.Shared;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Pipeline;

/// <summary>The steps that do work: failures become diagnostics, the culture is nobody's.</summary>
public sealed class StagesTests
{
    [Fact]
    public void Lower_ThatThrows_BecomesADiagnosticOfItsFile()
    {
        LoweredModel model = Stages.Lower(Input(), static (_, _) => throw new InvalidOperationException("two\nlines"), CancellationToken.None);
        ModelOutput output = Stages.Print(model, EquatableArray<MethodOutput>.Empty, CancellationToken.None);
        SpecificationProblem problem = Assert.Single(output.Problems);

        Assert.Empty(output.Sources);
        Assert.Equal("WEFT017", problem.Id);
        Assert.StartsWith("tiny.yaml(1,1): error WEFT017: Weft failed on 'Tiny', which is a defect of Weft and not of the specification: InvalidOperationException in ", problem.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(": two lines", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lower_ThatIsCanceled_LetsTheCancellationThrough()
    {
        using CancellationTokenSource source = new();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => Stages.Lower(Input(), source.Token));
        Assert.Throws<OperationCanceledException>(() => Stages.Lower(Input(), static (_, _) => throw new OperationCanceledException(), CancellationToken.None));
    }

    [Fact]
    public void Lower_RunsInTheInvariantCulture()
    {
        CultureInfo previous = CultureInfo.CurrentCulture;
        CultureInfo foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        foreign.NumberFormat.NumberDecimalSeparator = ",";

        try
        {
            CultureInfo.CurrentCulture = foreign;
            LoweredModel model = Stages.Lower(
                Input(), static (_, _) => throw new InvalidOperationException(0.5f.ToString(CultureInfo.CurrentCulture)), CancellationToken.None);

            Assert.EndsWith(": 0.5", model.Failure!.Message, StringComparison.Ordinal);
            Assert.Same(foreign, CultureInfo.CurrentCulture);
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }
    }

    private static ModelInput Input() => new(Specs.Read(Specs.Tiny).Specification!, "tiny.yaml");
}
