using System;
using System.Linq;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>Models that are not generated, right as their files are, for what lies around them, and why.</summary>
/// <param name="Names">Their full names.</param>
/// <param name="Problems">The reasons.</param>
internal sealed record RefusedModels(EquatableArray<string> Names, EquatableArray<SpecificationProblem> Problems)
{
    /// <summary>Nothing that would keep a model from being generated.</summary>
    public static readonly RefusedModels None = new(EquatableArray<string>.Empty, EquatableArray<SpecificationProblem>.Empty);

    /// <summary>These and others.</summary>
    public RefusedModels And(RefusedModels others) =>
        new(this.Names.Items.AddRange(others.Names.Items), this.Problems.Items.AddRange(others.Problems.Items));

    /// <summary>Whether the model is one of them; as everywhere, names that differ in case alone count as equal.</summary>
    public bool Contains(ModelSpecification model) => this.Names.Contains(model.FullName, StringComparer.OrdinalIgnoreCase);
}
