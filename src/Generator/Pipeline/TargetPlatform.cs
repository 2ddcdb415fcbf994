using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Diagnostics;
using Weft.Generator.Diagnostics;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>What a build says of the processors that its models will run on; mostly nothing, and then they may be any.</summary>
/// <param name="RuntimeIdentifier">Such as <c>linux-x64</c>; empty for an assembly that runs everywhere.</param>
/// <param name="PublishedFor">The WeftInstructionSet of native code that is being published; empty for all that the JIT may run.</param>
internal sealed record TargetPlatform(string RuntimeIdentifier, string PublishedFor)
{
    private const string RuntimeIdentifierProperty = "build_property.RuntimeIdentifier";
    private const string PublishedForProperty = "build_property.WeftPublishedFor";

    /// <summary>Any processor.</summary>
    public static readonly TargetPlatform Any = new("", "");

    /// <summary>
    /// The instruction sets that can run there: all of them, where the end of the identifier is no architecture that is known here. The
    /// portable kernels are what an assembly falls back on that is run where it was not meant to.
    /// </summary>
    public InstructionSets Sets => (this.RuntimeIdentifier.Split('-').Last(), this.PublishedFor) switch
    {
        ("x64", "portable") => InstructionSets.Portable,
        ("x64", "x86-64-v3") => InstructionSets.Avx2 | InstructionSets.Portable,
        ("x64" or "x86", _) => InstructionSets.Avx512 | InstructionSets.Avx2 | InstructionSets.Portable,
        ("arm64", _) => InstructionSets.Neon | InstructionSets.Portable,
        _ => InstructionSets.All,
    };

    private string Description =>
        this.PublishedFor.Length == 0 ? this.RuntimeIdentifier : $"{this.RuntimeIdentifier}, published for {this.PublishedFor}";

    /// <summary>What the build files hand over.</summary>
    public static TargetPlatform Read(AnalyzerConfigOptions options)
    {
        options.TryGetValue(RuntimeIdentifierProperty, out string? runtimeIdentifier);
        options.TryGetValue(PublishedForProperty, out string? publishedFor);

        return new TargetPlatform(runtimeIdentifier ?? "", publishedFor ?? "");
    }

    /// <summary>The model with those of its instruction sets that can run here; if it asks for others alone, that is a problem.</summary>
    public SpecificationResult Narrow(SpecificationResult result)
    {
        if (result.Specification is not ModelSpecification model)
        {
            return result;
        }

        InstructionSets kept = model.InstructionSets & this.Sets;

        return kept == InstructionSets.None
            ? result with { Specification = null, Problems = ImmutableArray.Create(this.Problem(result, model)) }
            : result with { Specification = model with { InstructionSets = kept } };
    }

    // Only a model whose file has the key can ask for too little.
    private SpecificationProblem Problem(SpecificationResult result, ModelSpecification model)
    {
        InstructionSetsKey key = SpecificationKeys.InstructionSets;
        EquatableArray<string> arguments = ImmutableArray.Create(
            key.Show(model), this.Description, key.Show(model with { InstructionSets = this.Sets }));

        return new SpecificationProblem(
            DiagnosticDescriptors.OtherPlatform, arguments, result.Places.First(place => place.Key == key.Name).Location);
    }
}
