using System;
using System.Globalization;

namespace Weft.Samples;

/// <summary>Colors that those who see fewer of them can tell apart as well (Okabe and Ito, 2008), and a scale from white to dark blue.</summary>
internal static class Palette
{
    private static readonly string[] Lines = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#555555"];

    // Dark and light ends of the two sides of a scale around zero.
    private static readonly (double Red, double Green, double Blue) Blue = (8, 48, 107);
    private static readonly (double Red, double Green, double Blue) Orange = (160, 60, 0);

    /// <summary>The color of a line.</summary>
    public static string Line(int index) => Lines[index % Lines.Length];

    /// <summary>The color of a value from -1, dark orange, over 0, white, to 1, dark blue.</summary>
    public static string Shade(double value)
    {
        (double red, double green, double blue) = value < 0 ? Orange : Blue;
        double part = Math.Pow(Math.Min(1, Math.Abs(value)), 0.8);

        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(red, part):x2}{Mix(green, part):x2}{Mix(blue, part):x2}");
    }

    private static int Mix(double dark, double part) => (int)Math.Round(255 + ((dark - 255) * part));
}
