using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Weft.Tool.Arguments;

/// <summary>An option whose value is a whole number of a range; the help text tells the range and what it is without the option.</summary>
internal sealed class WholeOption : Option<int>
{
    private readonly int _least;
    private readonly int _most;

    /// <summary>Describes one that has a value in every command.</summary>
    public WholeOption(string name, string description, int absent, int least, int most)
        : this(name, description, least, most, absent.ToString(CultureInfo.InvariantCulture)) =>
        this.DefaultValueFactory = _ => absent;

    /// <summary>Describes one that may be absent.</summary>
    public WholeOption(string name, string description, int least, int most, string absent)
        : base(name)
    {
        _least = least;
        _most = most;
        this.HelpName = "N";
        this.Description = string.Create(CultureInfo.InvariantCulture, $"{description}, {least} to {most} ({absent})");
        this.Arity = ArgumentArity.ExactlyOne;
        this.CustomParser = this.Parse;
    }

    /// <summary>The value that a command gives it; null where it gives none.</summary>
    public int? Find(ParseResult command) => command.GetResult(this) is { Implicit: false } ? command.GetValue(this) : null;

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
