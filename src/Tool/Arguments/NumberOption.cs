using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Weft.Tool.Arguments;

/// <summary>An option whose value is a finite number that is not negative; null without it.</summary>
internal sealed class NumberOption : Option<double?>
{
    /// <summary>Describes it.</summary>
    public NumberOption(string name, string description)
        : base(name)
    {
        this.HelpName = "X";
        this.Description = description;
        this.Arity = ArgumentArity.ExactlyOne;
        this.CustomParser = this.Parse;
    }

    private double? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            || !double.IsFinite(value) || value < 0)
        {
            result.AddError($"{this.Name} is a number, 0 or more, not '{text}'.");
        }

        return value;
    }
}
