using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Weft.Generator.Targets;

namespace Weft.Tool.Arguments;

/// <summary>An option that names instruction sets, with commas between them; <see cref="InstructionSets.None"/> without it.</summary>
internal sealed class InstructionSetsOption : Option<InstructionSets>
{
    private static readonly ImmutableArray<(string Name, InstructionSets Value)> Sets =
        [.. InstructionSet.All.Select(TargetSelection.KeyOf).Select(static set => (set.ToString().ToLowerInvariant(), set))];

    /// <summary>Describes it.</summary>
    public InstructionSetsOption(string name, string description)
        : base(name)
    {
        string[] names = [.. Sets.Select(static set => set.Name)];
        this.HelpName = "NAMES";
        this.Description = $"{description}: one or more of {string.Join(", ", names)}, with commas between them";
        this.Arity = ArgumentArity.ExactlyOne;
        this.CustomParser = this.Parse;
        this.CompletionSources.Clear();
        this.CompletionSources.Add(names);
    }

    private InstructionSets Parse(ArgumentResult result)
    {
        InstructionSets sets = InstructionSets.None;

        foreach (string word in result.Tokens[0].Value.Split(','))
        {
            InstructionSets set = Sets.FirstOrDefault(set => set.Name == word).Value;
            sets |= set;

            if (set == InstructionSets.None)
            {
                result.AddError($"{this.Name} is one or more of {string.Join(", ", Sets.Select(static set => set.Name))}, not '{word}'.");

                return InstructionSets.None;
            }
        }

        return sets;
    }
}
