using System.Globalization;

namespace Weft.Generator.Text;

/// <summary>C# literals that read back as exactly the value they were written from, on every framework and culture.</summary>
internal static class Literal
{
    /// <summary>The shortest of G6..G9 that round-trips, with the suffix of a float.</summary>
    public static string Float(float value)
    {
        if (float.IsNegativeInfinity(value))
        {
            return "float.NegativeInfinity";
        }

        if (float.IsPositiveInfinity(value))
        {
            return "float.PositiveInfinity";
        }

        return Shortest(value) + "f";
    }

    /// <summary>A number as the end of an identifier, each by a text of its own: 30, 0p125, 1em6.</summary>
    public static string Identifier(float value) =>
        Shortest(value).Replace("E-0", "em").Replace("E-", "em").Replace("E+", "e").Replace("-", "m").Replace(".", "p");

    /// <summary>An integer with digit groups from five digits on: 512, 8192, 49_152.</summary>
    public static string Integer(long value) =>
        value is > -10_000 and < 10_000
            ? value.ToString(CultureInfo.InvariantCulture)
            : value.ToString("#,0", CultureInfo.InvariantCulture).Replace(",", "_");

    /// <summary>
    /// A size where C# wants a native integer: it takes constants of 32 bits as such, and greater ones only as they are on 64 bits.
    /// </summary>
    public static string Size(long value) => value <= uint.MaxValue ? Integer(value) : $"unchecked((nuint){Integer(value)})";

    /// <summary>A 32-bit word in hexadecimal, without a suffix: 0, 0xD2511F53.</summary>
    public static string Word(uint value) => value == 0 ? "0" : $"0x{value.ToString("X8", CultureInfo.InvariantCulture)}";

    private static string Shortest(float value)
    {
        for (int digits = 6; digits < 9; digits++)
        {
            string text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

            if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float parsed) && parsed.Equals(value))
            {
                return text;
            }
        }

        return value.ToString("G9", CultureInfo.InvariantCulture);
    }
}
