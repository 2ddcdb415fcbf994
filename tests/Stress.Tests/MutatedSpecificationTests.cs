using System;
using System.Linq;
using Weft.Generator;
using Weft.Generator.Specification;
using Weft.Stress.Mutating;
using Xunit;

namespace Weft.Stress.Tests;

public sealed class MutatedSpecificationTests
{
    private const string Model = "model: Tiny\narchitecture: decoder\nvocabulary: 5\nmax_length: 4\nd_model: 8\nlayers: 1\nheads: 2\n";
    private const string Refused = "model: Tiny\narchitecture: decoder\nvocabulary: 5\nmax_length: 4\nd_model: 8\nlayers: 1\nheads: 3\n";

    [Fact]
    public void Generate_Model_HasSourcesThatCompile()
    {
        MutatedSpecification item = new(Model, InstructionSets.Portable);

        Assert.Null(item.Generate());
        Assert.NotNull(item.Program);
        Assert.Null(item.Compile());
        Assert.True(item.Seconds > 0);
    }

    [Fact]
    public void Generate_Mistake_IsExplained()
    {
        MutatedSpecification item = new(Refused, InstructionSets.Portable);

        Assert.Null(item.Generate());
        Assert.Null(item.Program);
    }

    [Fact]
    public void Generate_Exception_IsAFault() => Assert.Contains(
        "lost", Generate(static _ => throw new InvalidOperationException("lost")), StringComparison.Ordinal);

    [Fact]
    public void Generate_NothingSaid_IsAFault() => Assert.Equal(
        "It is refused, and nothing is said.",
        Generate(static _ => new SpecificationResult(null, System.Collections.Immutable.ImmutableArray<SpecificationProblem>.Empty, SpecificationLocation.StartOf("drawn.yaml"))));

    [Fact]
    public void Generate_LineThatTheFileLacks_IsAFault() => Assert.StartsWith(
        "Not one sentence on a line of the file: drawn.yaml(27,",
        Generate(static text => ModelCompiler.Read("drawn.yaml", new string('\n', 20) + text, "Weft.Compiled")), StringComparison.Ordinal);

    [Fact]
    public void Generate_TooMuchMemory_IsAFault() => Assert.Matches(
        @"^It takes .* MB\.$",
        Generate(static text =>
        {
            GC.KeepAlive(new byte[600_000_000]);

            return ModelCompiler.Read("drawn.yaml", text, "Weft.Compiled");
        }));

    [Fact]
    public void Mutate_SameSeed_SameTexts()
    {
        string[] Draw() => [.. new int[50].Select(static (_, i) => new SpecificationMutator(new Random(i)).Mutate(Model, Refused))];

        Assert.Equal(Draw(), Draw());
        Assert.True(Draw().Distinct().Count() > 30);
    }

    [Fact]
    public void Reached_TheSameAgain_IsNothingNew()
    {
        Reached reached = new();
        MutatedSpecification model = new(Model, InstructionSets.Portable);
        MutatedSpecification refused = new(Refused, InstructionSets.Portable);
        _ = model.Generate();
        _ = refused.Generate();

        Assert.True(reached.Add(model.Program!));
        Assert.False(reached.Add(model.Program!));
        Assert.True(reached.Add(refused.Result!.Problems.Items));
        Assert.False(reached.Add(refused.Result.Problems.Items));
    }

    private static string? Generate(Func<string, SpecificationResult> reader) => new MutatedSpecification(Refused, InstructionSets.Portable, reader).Generate();
}
