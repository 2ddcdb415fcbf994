using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Conformance;

/// <summary>The option that names the instruction set of all cases; null without it.</summary>
internal sealed class InstructionSetOption : Option<InstructionSets?>
{
    /// <summary>Describes it.</summary>
    public InstructionSetOption()
        : base("--instruction-set")
    {
        this.HelpName = "NAME";
        this.Description = $"{Names}, each of which runs on every machine; without it, the best one that machine and case have";
        this.Arity = ArgumentArity.ExactlyOne;
        this.CustomParser = this.Parse;
    }

    private static string Names => string.Join(", ", InstructionSetNames.All.SkipLast(1)) + " or " + InstructionSetNames.All.Last();

    private InstructionSets? Parse(ArgumentResult result)
    {
        string name = result.Tokens[0].Value;

        if (InstructionSetNames.TryParse(name, out InstructionSets set))
        {
            return set;
        }

        result.AddError($"{this.Name} is {Names}, not '{name}'.");

        return null;
    }
}
