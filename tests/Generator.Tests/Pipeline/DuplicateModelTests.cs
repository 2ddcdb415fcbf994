using System.Linq;
using Microsoft.CodeAnalysis;
using Weft.Generator.Tests.Specification;
using Xunit;

namespace Weft.Generator.Tests.Pipeline;

/// <summary>Two files of a project that describe one model.</summary>
public sealed class DuplicateModelTests
{
    [Fact]
    public void SameName_IsReportedAtBothFiles() => AssertProblems(
        new Driver(("a/one.yaml", Specs.Tiny), ("a/two.yaml", Specs.TinyWith("heads: 4")), ("a/three.yaml", Specs.TinyWith("model: Other"))),
        "a/one.yaml(1,8): The model 'App.Tiny' is described by 'one.yaml' and by 'two.yaml'; give one of them another 'model' or 'namespace'",
        "a/two.yaml(1,8): The model 'App.Tiny' is described by 'two.yaml' and by 'one.yaml'; give one of them another 'model' or 'namespace'");

    [Fact]
    public void SameFileName_IsToldByItsPath() => AssertProblems(
        new Driver(("a/tiny.yaml", Specs.Tiny), ("b/tiny.yaml", Specs.Tiny)),
        "a/tiny.yaml(1,8): The model 'App.Tiny' is described by 'a/tiny.yaml' and by 'b/tiny.yaml'; give one of them another 'model' or 'namespace'",
        "b/tiny.yaml(1,8): The model 'App.Tiny' is described by 'b/tiny.yaml' and by 'a/tiny.yaml'; give one of them another 'model' or 'namespace'");

    [Fact]
    public void NameInOtherCase_IsADuplicateToo()
    {
        GeneratorRunResult result = new Driver(("one.yaml", Specs.Tiny), ("two.yaml", Specs.TinyWith("model: TINY"))).Run();

        Assert.Equal(["WEFT016", "WEFT016"], result.Diagnostics.Select(static diagnostic => diagnostic.Id));
    }

    [Fact]
    public void Duplicates_AreNotGenerated()
    {
        Driver driver = new(("one.yaml", Specs.Tiny), ("two.yaml", Specs.Tiny), ("three.yaml", Specs.TinyWith("model: Other")));

        Assert.Single(Driver.Values(driver.Run(), TrackingNames.Model));
        Assert.Equal(3, Driver.Values(driver.Edit("two.yaml", static text => text + "namespace: Elsewhere\n").Run(), TrackingNames.Model).Count());
    }

    private static void AssertProblems(Driver driver, params string[] expected) => Assert.Equal(
        expected,
        driver.Run().Diagnostics.Select(static diagnostic =>
        {
            FileLinePositionSpan place = diagnostic.Location.GetLineSpan();

            return $"{place.Path}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): {diagnostic.GetMessage(null)}";
        }));
}
