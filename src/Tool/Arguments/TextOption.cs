using System.CommandLine;

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
    }
}
