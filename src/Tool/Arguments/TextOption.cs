using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;

namespace Weft.Tool.Arguments;

/// <summary>An option whose value is any text, such as a path; null without it.</summary>
internal sealed class TextOption : Option<string?>
{
    /// <summary>Describes it.</summary>
    public TextOption(string name, string valueName, string description)
        : base(name)
    {
        this.HelpName = valueName;
        this.Description = description;
        this.Arity = ArgumentArity.ExactlyOne;
        this.Validators.Add(Check);
    }

    // The parser takes whatever stands behind the option, and if it is the next one.
    private static void Check(OptionResult result)
    {
        if (result.Tokens is [Token { Value: string value }] && (value.Length == 0 || IsOption(result, value)))
        {
            result.AddError($"{result.Option.Name} needs a value.");
        }
    }

    private static bool IsOption(OptionResult result, string value) =>
        result.Parent is CommandResult { Command: Command command } && command.Options.Any(option => option.Name == value);
}
