using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Emission;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>The generated files of a model, or the failure to generate them.</summary>
internal sealed record ModelOutput(EquatableArray<GeneratedSource> Sources, EquatableArray<SpecificationProblem> Problems)
{
    /// <summary>The top keys that had a part in the failure, those first that say most of it.</summary>
    public EquatableArray<string> Keys { get; init; } = EquatableArray<string>.Empty;

    /// <summary>Nothing but a failure.</summary>
    public static ModelOutput Of(CompilerFailure failure, ModelInput input)
    {
        SpecificationProblem problem = failure.ToProblem(input.Path, input.Specification.Model);

        return new ModelOutput(EquatableArray<GeneratedSource>.Empty, ImmutableArray.Create(problem)) { Keys = failure.Keys };
    }

    /// <summary>
    /// The problems at the first of the keys that the file has. Places are looked up after the model is compiled, which no comment above a
    /// key may start again.
    /// </summary>
    public ImmutableArray<SpecificationProblem> ProblemsIn(SpecificationResult file)
    {
        KeyPlace? place = this.Keys.Select(key => file.Places.FirstOrDefault(place => place.Key == key))
            .FirstOrDefault(static place => place is not null);

        return place is null ? this.Problems.Items : [.. this.Problems.Select(problem => problem with { Location = place.Location })];
    }
}
