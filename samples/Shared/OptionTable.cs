using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text;

namespace Weft.Samples;

/// <summary>An option of a command line.</summary>
/// <param name="name">With its dashes.</param>
/// <param name="value">What stands for the value in the help; null for a switch.</param>
/// <param name="explanation">A sentence or two.</param>
/// <param name="apply">Takes the value over; for a switch, the value is empty.</param>
internal sealed class Option<TSettings>(string name, string? value, string explanation, Func<TSettings, string, TSettings> apply)
{
    /// <summary>With its dashes.</summary>
    public string Name => name;

    /// <summary>What stands for the value in the help; null for a switch.</summary>
    public string? Value => value;

    /// <summary>A sentence or two.</summary>
    public string Explanation => explanation;

    /// <summary>Takes the value over; for a switch, the value is empty.</summary>
    public Func<TSettings, string, TSettings> Apply => apply;
}

/// <summary>Reads a command line by one table, which the help is written from as well.</summary>
internal sealed class OptionTable<TSettings>(params IReadOnlyList<Option<TSettings>> options)
{
    /// <summary>The option that -h and -? are short for.</summary>
    public const string HelpName = "--help";

    /// <summary>Takes over what begins with no dash; null where that is a mistake.</summary>
    public Func<TSettings, string, TSettings>? Operand { get; init; }

    /// <summary>Adds two lines for each option to a help text.</summary>
    public void Describe(StringBuilder text)
    {
        foreach (Option<TSettings> option in options)
        {
            _ = text.AppendLine($"  {option.Name} {option.Value}".TrimEnd()).AppendLine($"      {option.Explanation}");
        }
    }

    /// <summary>Reads the options; where one stands twice, the last counts.</summary>
    /// <param name="settings">The defaults.</param>
    /// <param name="arguments">"--name value", "--name=value" or "--switch"; operands between them.</param>
    /// <exception cref="UsageException">An option is unknown or has no proper value.</exception>
    public TSettings Parse(TSettings settings, IReadOnlyList<string> arguments)
    {
        for (int index = 0; index < arguments.Count; index++)
        {
            if (this.Operand is not null && !arguments[index].StartsWith('-'))
            {
                settings = this.Operand(settings, arguments[index]);
                continue;
            }

            string[] parts = arguments[index].Split('=', 2);
            Option<TSettings> option = this.Find(parts[0]);

            if (option.Value is null && parts.Length == 2)
            {
                throw new UsageException($"{option.Name} takes no value.");
            }

            string value = option.Value is null ? string.Empty : parts.Length == 2 ? parts[1] : this.Next(arguments, ref index, option);
            settings = option.Apply(settings, value);
        }

        return settings;
    }

    private Option<TSettings> Find(string name)
    {
        if (name is "-h" or "-?")
        {
            name = HelpName;
        }

        return options.FirstOrDefault(option => option.Name == name)
            ?? throw new UsageException(name.StartsWith('-') ? $"There is no option {name}{this.Suggest(name)}" : $"'{name}' is not an option; options begin with two dashes.");
    }

    // The option that begins most like the unknown one, if more than the dashes is alike.
    private string Suggest(string name)
    {
        (string nearest, int alike) = options.Select(option => (option.Name, option.Name.Zip(name).TakeWhile(static pair => pair.First == pair.Second).Count())).MaxBy(static pair => pair.Item2);

        return alike > 2 ? $"; did you mean {nearest}?" : ".";
    }

    private string Next(IReadOnlyList<string> arguments, ref int index, Option<TSettings> option)
    {
        string? value = ++index < arguments.Count ? arguments[index] : null;

        return value is not null && options.All(other => other.Name != value)
            ? value
            : throw new UsageException($"{option.Name} needs a value: {option.Name} {option.Value}.");
    }
}

/// <summary>Numbers on a command line.</summary>
internal static class OptionNumber
{
    /// <summary>A whole number.</summary>
    /// <exception cref="UsageException">It is none, or out of the range.</exception>
    public static T Whole<T>(string option, string value, T least, T most)
        where T : struct, INumber<T> => Parse(option, value, least, most, NumberStyles.None, "whole number");

    /// <summary>A number, with decimals or without.</summary>
    /// <exception cref="UsageException">It is none, or out of the range.</exception>
    public static T Decimal<T>(string option, string value, T least, T most)
        where T : struct, INumber<T> => Parse(option, value, least, most, NumberStyles.AllowDecimalPoint, "number");

    /// <summary>A number as the help prints it.</summary>
    public static string Text<T>(T number)
        where T : IFormattable => number.ToString(null, CultureInfo.InvariantCulture);

    private static T Parse<T>(string option, string value, T least, T most, NumberStyles style, string kind)
        where T : struct, INumber<T> =>
        T.TryParse(value, style, CultureInfo.InvariantCulture, out T number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{option} is '{value}'; it must be a {kind} from {Text(least)} to {Text(most)}.");
}
