using System;
using System.Globalization;
using System.Text.RegularExpressions;
using Weft.Generator.Text;

namespace Weft.Generator.Specification;

/// <summary>A whole number in decimal digits.</summary>
internal sealed class IntegerKey(string name, int minimum, int maximum, string? section = null) : ValueKey<int>(name, section)
{
    public int Minimum { get; } = minimum;

    public int Maximum { get; } = maximum;

    /// <summary>The value of an absent key; null where it depends on other keys or has to be given.</summary>
    public int? Default { get; init; }

    public override string Expected => $"a whole number from {Wording.Grouped(this.Minimum)} to {Wording.Grouped(this.Maximum)}";

    public override object? Parse(YamlValue value, Problems problems)
    {
        if (value is not YamlScalar { Plain: true } scalar || !IsInteger(scalar.Text))
        {
            return this.Mistyped(value, problems);
        }

        bool fits = long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);

        return fits && number >= this.Minimum && number <= this.Maximum ? (int)number : this.OutOfRange(value, problems);
    }

    // A number below every allowed one stands for a key that is absent and has no default.
    protected override string Show(int value) => value < this.Minimum ? "none" : Wording.Plain(value);

    private static bool IsInteger(string text) => Regex.IsMatch(text, "^[-+]?[0-9]+\\z", RegexOptions.CultureInvariant);
}

/// <summary>A number, rounded to float: 0.1, 1e-5.</summary>
internal sealed class NumberKey(string name, string range, Func<float, bool> isInRange, float? value, string? section = null)
    : ValueKey<float>(name, section)
{
    /// <summary>The value of an absent key; null where it depends on other keys, or there is none.</summary>
    public float? Default { get; } = value;

    public override string Expected => $"a number {range}";

    public override object? Parse(YamlValue value, Problems problems)
    {
        if (value is not YamlScalar { Plain: true } scalar || !IsNumber(scalar.Text))
        {
            return this.Mistyped(value, problems);
        }

        // By way of double, so that .NET Framework and .NET round alike; where it reports an overflow, .NET has infinity.
        bool fits = double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);

        return fits && !float.IsInfinity((float)number) && isInRange((float)number) ? (float)number : this.OutOfRange(value, problems);
    }

    /// <summary>A value as a spec would have it.</summary>
    public string Text(float value) => Literal.Float(value).TrimEnd('f');

    protected override string Show(float value) => this.Text(value);

    // YAML 1.2, core schema; .inf and .nan are numbers that are in no range.
    private static bool IsNumber(string text) => Regex.IsMatch(
        text,
        "^[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?\\z|^[-+]?\\.(inf|Inf|INF)\\z|^\\.(nan|NaN|NAN)\\z",
        RegexOptions.CultureInvariant);
}

/// <summary>true or false.</summary>
internal sealed class BooleanKey(string name, bool? value, string? section = null) : ValueKey<bool>(name, section)
{
    /// <summary>The value of an absent key; null where it depends on other keys.</summary>
    public bool? Default { get; } = value;

    public override string Expected => "true or false";

    public override object? Parse(YamlValue value, Problems problems) => value switch
    {
        YamlScalar { Plain: true, Text: "true" or "True" or "TRUE" } => true,
        YamlScalar { Plain: true, Text: "false" or "False" or "FALSE" } => false,
        _ => this.Mistyped(value, problems),
    };

    protected override string Show(bool value) => value ? "true" : "false";
}
