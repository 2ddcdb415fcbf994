using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Consumers.Tests;

/// <summary>Two projects of a solution that compile one model.</summary>
public sealed class TwoProjectsTests
{
    private static readonly Consumer Library = new Consumer { Name = "Library" }.With("tiny.yaml", Consumer.Model);
    private static readonly Consumer App = new Consumer { Name = "App" }.With("tiny.yaml", Consumer.Model);

    [Fact]
    public void Projects_WithoutAReference_AreTheirOwn() => Assert.Empty(Library.Build().Problems.Concat(App.Build().Problems));

    [Fact]
    public void ProjectThatRefersToTheOther_IsToldOnce()
    {
        Diagnostic problem = Assert.Single((App with { References = [Reference()] }).Build().Problems);

        Assert.Equal("WEFT019", problem.Id);
        Assert.Contains("'Library'", problem.GetMessage(null), System.StringComparison.Ordinal);
    }

    /// <summary>What the diagnostic advises: the other project's model.</summary>
    [Fact]
    public void ProjectThatRefersToTheOther_UsesItsModel() => Assert.Empty((new Consumer { References = [Reference()] })
        .With("Use.cs", "internal static class Use { public static long Count => App.Tiny.ParameterCount; }").Build().Problems);

    /// <summary>As tests do, whose project has a model of its own: the kernels of both have the same names, and each has its own.</summary>
    [Fact]
    public void ProjectThatSeesTheInternalsOfTheOther_HasKernelsOfItsOwn()
    {
        ConsumerBuild library = new Consumer { Name = "Library" }.With("other.yaml", Specs.With(Consumer.Model, "model: Other"))
            .With("Shown.cs", "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"App\")]").Build();
        Assert.Empty(library.Problems);

        Assert.Empty((App with { References = [ReferenceTo(library)] }).Build().Problems);
    }

    private static MetadataReference Reference() => ReferenceTo(Library.Build());

    private static MetadataReference ReferenceTo(ConsumerBuild build) => MetadataReference.CreateFromImage(build.Assembly.ToImmutableArray());
}
