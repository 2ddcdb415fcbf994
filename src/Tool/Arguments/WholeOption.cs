using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Weft.Tool.Arguments;

/// <summary>An option whose value is a whole number of a range; the help text tells the range and what it is without the option.</summary>
internal sealed class WholeOption : Option<int>
{
    private readonly int _least;
    private readonly int _most;

    /// <summary>Describes it.</summary>
    public WholeOption(string name, string description, int absent, int least, int most)
        : base(name)
    {
        _least = least;
        _most = most;
        this.HelpName = "N";
        this.Description = string.Create(CultureInfo.InvariantCulture, $"{description}, {least} to {most} ({absent})");
        this.Arity = ArgumentArity.ExactlyOne;
        this.DefaultValueFactory = _ => absent;
        this.CustomParser = this.Parse;
    }

    private int Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            || value < _least || value > _most)
        {
            result.AddError($"{this.Name} is a whole number from {_least} to {_most}, not '{text}'.");
        }

        return value;
    }
}
