using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Threading;
using Weft.Generator.Emission;
using Weft.Generator.Pipeline;
using Weft.Generator.Specification;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Pipeline;

/// <summary>The steps that do work: failures become diagnostics, the culture is nobody's.</summary>
public sealed class StagesTests
{
    [Fact]
    public void Compile_ThatThrows_BecomesADiagnosticOfItsFile()
    {
        ModelOutput output = Compile(Input(), static (_, _) => throw new InvalidOperationException("two\nlines"));
        SpecificationProblem problem = Assert.Single(output.Problems);

        Assert.Empty(output.Sources);
        Assert.Equal("WEFT017", problem.Id);
        Assert.StartsWith("tiny.yaml(1,1): error WEFT017: Weft failed on 'Tiny', which is a defect of Weft and not of the specification: InvalidOperationException in ", problem.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(": two lines", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_ThatIsCanceled_LetsTheCancellationThrough()
    {
        using CancellationTokenSource source = new();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => Compile(Input(), static (_, _) => [], source.Token));
        Assert.Throws<OperationCanceledException>(() => Compile(Input(), static (_, _) => throw new OperationCanceledException()));
    }

    [Fact]
    public void Compile_RunsInTheInvariantCulture()
    {
        CultureInfo previous = CultureInfo.CurrentCulture;
        CultureInfo foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        foreign.NumberFormat.NumberDecimalSeparator = ",";

        try
        {
            CultureInfo.CurrentCulture = foreign;
            ModelOutput output = Compile(Input(), static (_, _) => [new GeneratedSource("Tiny.g.cs", 0.5f.ToString(CultureInfo.CurrentCulture))]);

            Assert.Equal("0.5", output.Sources[0].Text);
            Assert.Same(foreign, CultureInfo.CurrentCulture);
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }
    }

    private static ModelOutput Compile(
        ModelInput input, Func<ModelSpecification, CancellationToken, ImmutableArray<GeneratedSource>> compile, CancellationToken token = default) =>
        Stages.Compile(input, compile, token);

    private static ModelInput Input() => new(Specs.Read(Specs.Tiny).Specification!, "tiny.yaml");
}
