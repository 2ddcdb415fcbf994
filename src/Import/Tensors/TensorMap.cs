using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Families;
using Weft.Import.Specifications;

namespace Weft.Import.Tensors;

/// <summary>Each parameter of a model with where it stands in a family's files; checked as a whole before anything is read.</summary>
internal sealed class TensorMap
{
    private readonly WeightFiles _weights;
    private readonly Family _family;
    private readonly ImportedSpecification _specification;
    private readonly HashSet<string> _used;

    private TensorMap(Family family, ImportedSpecification specification, WeightFiles weights)
    {
        _family = family;
        _specification = specification;
        _weights = weights;
        this.Tensors = [.. CanonicalParameters.Of(specification).Select(this.Find)];
        _used = [.. this.Tensors.Select(static tensor => tensor.Source).OfType<string>()];
        this.LeftOut = [.. weights.Names.Where(name => !_used.Contains(name) && this.IsOneOf(name, family.Heads))];
    }

    /// <summary>The parameters, in the order of the model.</summary>
    public ImmutableArray<MappedTensor> Tensors { get; }

    /// <summary>Tensors of heads that the model does without.</summary>
    public ImmutableArray<string> LeftOut { get; }

    /// <summary>Finds every parameter.</summary>
    /// <exception cref="ImportException">One is missing or has another shape or type, or a tensor has no place in the model.</exception>
    public static TensorMap Create(Family family, ImportedSpecification specification, WeightFiles weights)
    {
        TensorMap map = new(family, specification, weights);
        map.CheckLeftOver();

        return map;
    }

    private MappedTensor Find(Parameter parameter)
    {
        (TensorRule Rule, string Source)[] candidates = [.. this.Candidates(parameter)];

        foreach ((TensorRule rule, string source) in candidates)
        {
            if (this.FullNames(source).FirstOrDefault(name => _weights.Find(name) is not null) is string name)
            {
                return MappedTensor.Create(parameter, rule, _specification, _weights, name);
            }
        }

        return candidates.FirstOrDefault(static candidate => candidate.Rule.Absent is not null).Rule is TensorRule absent
            ? MappedTensor.Create(parameter, absent, _specification, _weights, source: null)
            : throw _weights.Problem(
                this.ExpectedName(parameter, candidates[0].Source), $"it is missing; the model needs it for '{parameter.Name}'.");
    }

    // A head stands beside the base model, not in it.
    private string ExpectedName(Parameter parameter, string source) =>
        parameter.Name.StartsWith("output.", StringComparison.Ordinal) ? source : this.FullNames(source).First();

    private IEnumerable<(TensorRule Rule, string Source)> Candidates(Parameter parameter) =>
        from rule in _family.Rules
        let gaps = NamePattern.Match(rule.Target, parameter.Name)
        where gaps is not null
        select (rule, NamePattern.Fill(rule.Source, gaps));

    // A base model that was saved alone lacks the prefix that it has within a model with a head.
    private IEnumerable<string> FullNames(string source) =>
        from name in (string[])[source, OldName(source)]
        from prefix in _family.Prefixes.Append(string.Empty)
        select prefix + name;

    // What files that were once TensorFlow's call a norm's weight and bias.
    private static string OldName(string name) => name
        .Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
        .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal);

    private void CheckLeftOver()
    {
        IEnumerable<string> unused = _weights.Names.Where(name => !_used.Contains(name) && !this.LeftOut.Contains(name));

        foreach (string name in unused.Where(name => !this.IsDropped(name)))
        {
            throw _weights.Problem(name, $"it has no place in a model of the family {_family.ModelType}.");
        }
    }

    private bool IsDropped(string name) =>
        this.IsOneOf(name, _family.Dropped) || (_specification.TieEmbeddings && this.IsOneOf(name, _family.TiedOutputs));

    private bool IsOneOf(string name, ImmutableArray<string> patterns) =>
        patterns.SelectMany(this.FullNames).Any(pattern => NamePattern.Match(pattern, name) is not null);
}
