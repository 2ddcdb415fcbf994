using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Import.Families;
using Weft.Import.Tensors;

namespace Weft.Import.Exporting;

/// <summary>Where a family's files hold each parameter: the rules of an import, read from the other end.</summary>
internal sealed class ExportMap
{
    private readonly FoundConfiguration _found;

    private ExportMap(FoundConfiguration found) => _found = found;

    /// <summary>The tensors of the files, each with the parameters in it.</summary>
    public required ImmutableArray<ExportedTensor> Tensors { get; init; }

    /// <summary>Parameters that files lack, with the values that they must have.</summary>
    public required ImmutableArray<(Parameter Parameter, float[] Values)> Fixed { get; init; }

    /// <summary>Makes the map of a model.</summary>
    /// <exception cref="ExportException">A parameter has no place in the family's files, or a tensor has more than the model.</exception>
    public static ExportMap Create(FoundConfiguration found)
    {
        ExportMap map = new(found) { Tensors = [], Fixed = [] };
        (Parameter Parameter, TensorRule Rule)[] rules =
            [.. CanonicalParameters.Of(found.Specification).Select(parameter => (parameter, map.RuleOf(parameter)))];

        return new ExportMap(found)
        {
            Tensors =
            [
                .. rules.Where(static item => !item.Rule.IsFixed)
                    .Select(item => (item.Rule, Mapped: map.Place(item.Parameter, item.Rule)))
                    .GroupBy(static item => item.Mapped.Source!, StringComparer.Ordinal)
                    .Select(map.Join),
            ],
            Fixed =
            [
                .. rules.Where(static item => item.Rule.IsFixed)
                    .Select(static item => (item.Parameter, item.Rule.Absent!(item.Parameter))),
            ],
        };
    }

    // Rules that name the class stand before those that are for all others; of those, the first is how files are written.
    private TensorRule RuleOf(Parameter parameter)
    {
        TensorRule[] rules =
        [
            .. _found.Family.Rules.Where(rule =>
                NamePattern.Match(rule.Target, parameter.Name) is not null && rule.Models?.Invoke(_found.Specification) != false),
        ];
        TensorRule[] named = [.. rules.Where(rule => rule.Classes.Any(end => _found.ClassName.EndsWith(end, StringComparison.Ordinal)))];

        return named.Length > 1
            ? throw new ExportException($"whether {_found.ClassName} calls it {named[0].Source} or {named[1].Source} is not known here.")
            : named.FirstOrDefault()
            ?? rules.FirstOrDefault(static rule => rule.Classes.IsEmpty)
            ?? throw new ExportException($"{_found.ClassName} has no place for the parameter '{parameter.Name}'.");
    }

    private MappedTensor Place(Parameter parameter, TensorRule rule)
    {
        string name = NamePattern.Fill(rule.Source, NamePattern.Match(rule.Target, parameter.Name)!);

        return MappedTensor.Create(parameter, rule, _found.Specification, this.PrefixOf(parameter, rule) + name);
    }

    // A base model that is saved alone lacks the prefix, or the first part of it; a head never has it.
    private string PrefixOf(Parameter parameter, TensorRule rule)
    {
        bool isHead = parameter.Name.StartsWith("output.", StringComparison.Ordinal)
            || (parameter.Name.StartsWith("head.", StringComparison.Ordinal) && !rule.IsInBase);
        bool isBase = _found.ClassName.EndsWith("Model", StringComparison.Ordinal)
            && !_found.ClassName.EndsWith("LMHeadModel", StringComparison.Ordinal)
            && !_found.ClassName.EndsWith("MTModel", StringComparison.Ordinal);

        return isHead ? string.Empty : _found.Family.Prefixes.ElementAtOrDefault(isBase ? 1 : 0) ?? string.Empty;
    }

    private ExportedTensor Join(IGrouping<string, (TensorRule Rule, MappedTensor Mapped)> parts)
    {
        (TensorRule rule, MappedTensor first) = parts.First();
        long rowsBefore = first.Parameter.Name.EndsWith(".position_embedding.weight", StringComparison.Ordinal)
            ? _found.Specification.FirstPosition
            : 0;
        long elements = first.SourceShape.Aggregate(1L, static (product, size) => product * size);
        long covered = parts.Sum(static part => part.Mapped.Parameter.Count) + (rowsBefore * first.Parameter.Columns);

        return elements == covered
            ? new ExportedTensor(
                parts.Key,
                [.. Enumerable.Repeat(1L, rule.LeadingOnes), .. first.SourceShape],
                [.. parts.Select(static part => part.Mapped)])
            : throw new ExportException($"{_found.ClassName} has more in the tensor '{parts.Key}' than the model has parameters for.");
    }
}

/// <summary>A tensor to be written.</summary>
/// <param name="Name">The family's name.</param>
/// <param name="Shape">Its shape in files.</param>
/// <param name="Parts">The parameters in it.</param>
internal sealed record ExportedTensor(string Name, ImmutableArray<long> Shape, ImmutableArray<MappedTensor> Parts)
{
    /// <summary>Fills it; rows that the model has no parameters for, before the first position, are zeros.</summary>
    /// <param name="read">Gives a parameter's elements.</param>
    /// <param name="values">The tensor's elements.</param>
    public void Fill(Func<string, float[]> read, Span<float> values)
    {
        values.Clear();

        foreach (MappedTensor part in this.Parts)
        {
            part.Write(read(part.Parameter.Name), values);
        }
    }
}
