using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Generator.Graph;

/// <summary>
/// The rules of `training.train` that need the names of parameters: each pattern has one, and what is one gradient is trained as one.
/// </summary>
internal static class TrainedNames
{
    private const int MostSuggestions = 3;
    private const int MostFurtherEdits = 2;

    /// <summary>The model, or what is wrong with its patterns.</summary>
    public static SpecificationResult Check(SpecificationResult result)
    {
        if (result.Specification is not { Training: { Trained.Count: > 0 } training } specification)
        {
            return result;
        }

        ModelGraph graph = GraphBuilder.Build(specification with { Training = null });
        string[] names = [.. NamesOf(graph)];
        ImmutableArray<SpecificationProblem> problems =
        [
            .. training.Trained.Zip(result.TrainedPlaces, (pattern, place) => (pattern, place))
                .Where(item => !names.Any(name => GlobPattern.Matches(item.pattern, name)))
                .Select(item => Problem(
                    item.pattern, $"no parameter has such a name; the nearest: {Nearest(item.pattern, names)}", item.place)),
        ];

        if (problems.IsEmpty && SplitGroup(specification, training, graph) is string split)
        {
            problems = [Problem(training.Trained[0], split, result.TrainedPlaces[0])];
        }

        return problems.IsEmpty ? result : result with { Specification = null, Problems = problems };
    }

    private static IEnumerable<string> NamesOf(ModelGraph graph) =>
        from block in graph.Blocks
        from repetition in Enumerable.Range(0, block.ParameterSets)
        from parameter in block.Parameters
        select block.NameOf(parameter, repetition);

    private static SpecificationProblem Problem(string pattern, string reason, SpecificationLocation place) =>
        SpecificationProblem.OfValue(SpecificationKeys.TrainingNames, pattern, reason, place);

    // Layers have the same names but for their numbers: one of each stands for all.
    private static string Nearest(string pattern, string[] names)
    {
        (string Name, int Edits)[] ordered =
            [.. names.Select(name => (name, GlobPattern.Edits(pattern, name))).OrderBy(static item => item.Item2)];

        return Wording.Join(
        [
            .. ordered.TakeWhile(item => item.Edits <= ordered[0].Edits + MostFurtherEdits)
                .GroupBy(static item => string.Concat(item.Name.Where(static letter => !char.IsDigit(letter))))
                .Take(MostSuggestions).Select(static alike => alike.First().Name),
        ]);
    }

    // The gradients of all experts are one step, and the balance of experts is one of all layers.
    private static string? SplitGroup(ModelSpecification specification, TrainingCapacity training, ModelGraph graph)
    {
        foreach (Block block in graph.Blocks)
        {
            foreach (Parameter parameter in block.Parameters)
            {
                for (int repetition = 0; repetition < block.ParameterSets; repetition++)
                {
                    int other = specification.Experts is { BalanceLoss: > 0 } ? 0 : repetition;
                    string name = block.NameOf(parameter, repetition);
                    string? apart = parameter.Experts.Select(expert => block.NameOf(expert, repetition))
                        .Append(block.NameOf(parameter, other)).FirstOrDefault(same => training.Trains(same) != training.Trains(name));

                    if (apart is not null)
                    {
                        string group = other == repetition ? "the experts of a layer" : "with 'experts.balance_loss' all layers";

                        return $"{group} are trained alike, and of {name} and {apart} one would be frozen";
                    }
                }
            }
        }

        return null;
    }
}
