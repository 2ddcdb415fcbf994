using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Diagnostics;
using Weft.Generator.Lowering;
using Weft.Generator.Shared;
using Weft.Generator.Specification;

namespace Weft.Generator.Pipeline;

/// <summary>Looks whether the weights that a build embeds are those of the model, as far as their header tells.</summary>
internal static class WeightsCheck
{
    // What a parameter of integers has in its place.
    private const string Integers = ".integers";
    private static readonly string[] Parts = [Integers, ".scales", ".zeros", ".factors"];
    private static readonly string[] TrainingPrefixes = ["adamw.", "muon.", "sgd.", "training."];

    /// <summary>The problem of a model's weights, if they have one.</summary>
    public static EquatableArray<SpecificationProblem> Find(LoweredModel model, ImmutableArray<WeightsHeader> headers)
    {
        WeightsHeader? header = headers.FirstOrDefault(header => header.Specification == model.Input.Path);
        string? problem = header is null || model.Program is null ? null : header.Problem ?? ProblemOf(model.Program, header);

        return problem is null
            ? EquatableArray<SpecificationProblem>.Empty
            : ImmutableArray.Create(new SpecificationProblem(
                DiagnosticDescriptors.WrongWeights,
                ImmutableArray.Create(header!.Path, model.Input.Specification.FullName, problem),
                SpecificationLocation.StartOf(header.Path)));
    }

    private static string? ProblemOf(ModelProgram model, WeightsHeader header) =>
        TextOf(header, PackedLayout.Key) is string layout
            ? ProblemOfPacked(model, header, layout)
            : ProblemOfTensors(model, header.Tensors.ToDictionary(static tensor => tensor.Name, static tensor => tensor.Shape));

    private static string? ProblemOfPacked(ModelProgram model, WeightsHeader header, string layout)
    {
        WeightFormat format = (WeightFormat)Enum.Parse(typeof(WeightFormat), model.Inference.Storage ?? nameof(WeightFormat.Float32));
        string needed = PackedLayout.Text(WeightLayout.Of(format).Name);

        return layout != needed ? $"it is packed as '{layout}', and '{needed}' is needed"
            : TextOf(header, PackedLayout.SpecificationKey) != model.Identity.Hash ? "it is packed for another specification"
            : null;
    }

    private static string? ProblemOfTensors(ModelProgram model, Dictionary<string, string> shapes)
    {
        HashSet<string> names = new(StringComparer.Ordinal);

        foreach ((string name, ParameterEntry entry) in model.Parameters.SelectMany(Named))
        {
            string needed = $"[{string.Join(", ", entry.Axes.Select(static axis => axis.Groups * axis.Size))}]";
            names.Add(name);
            names.UnionWith(Parts.Select(part => name + part));

            if (shapes.TryGetValue(name, out string? shape) && shape != needed)
            {
                return $"tensor '{name}' has the shape {shape}, and {needed} is needed";
            }

            if (shape is null && !shapes.ContainsKey(name + Integers) && !name.Contains(".lora_"))
            {
                return $"tensor '{name}' of the shape {needed} is missing";
            }
        }

        string? other = shapes.Keys.FirstOrDefault(name => !names.Contains(name) && !TrainingPrefixes.Any(name.StartsWith));

        return other is null ? null : $"tensor '{other}' is no parameter of the model";
    }

    private static IEnumerable<(string Name, ParameterEntry Entry)> Named(ParameterBlock block) =>
        from repetition in Enumerable.Range(block.First, block.Repetitions)
        from entry in block.Entries
        from expert in Enumerable.Range(0, entry.Experts)
        select (entry.Name.Replace("{0}", $"{repetition}").Replace("{1}", $"{expert}"), entry);

    private static string? TextOf(WeightsHeader header, string name) =>
        header.Texts.Where(text => text.Name == name).Select(static text => text.Text).FirstOrDefault();
}
