using System;
using System.Globalization;

namespace Weft;

/// <summary>Numbers with a fixed count of decimals, halves to the even digit as in Python and C; .NET's "F1" rounds 6.25 up.</summary>
internal static class FixedPoint
{
    /// <param name="value">A finite number of at most nine digits before the point.</param>
    /// <param name="decimals">0 to 9.</param>
    public static string Format(double value, int decimals)
    {
        string format = string.Create(CultureInfo.InvariantCulture, $"F{decimals}");

        // Only a binary fraction of decimals + 1 places can be a half at that place: scaling by a power of two is exact, so this finds all.
        double scaled = Math.ScaleB(value, decimals + 1);

        if (Math.Abs(scaled) >= 1L << 53 || !double.IsOddInteger(scaled))
        {
            return value.ToString(format, CultureInfo.InvariantCulture);
        }

        return Math.Round((decimal)value, decimals, MidpointRounding.ToEven).ToString(format, CultureInfo.InvariantCulture);
    }
}
