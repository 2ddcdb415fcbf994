using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Stress.Drawing;

/// <summary>Draws values by the kinds of keys: a key of a kind that is there needs nothing here, a new kind of key fails aloud.</summary>
internal static class ValueDrawer
{
    // Whole panels, parts of them and a single column of each size; more only takes longer.
    private const int LargestSize = 130;

    // Keys whose range is small count things: layers, heads, experts.
    private const int LargestCount = 12;
    private const int RangeOfCounts = 4096;

    // Around what a number is without the key, or around 1: no specification has numbers of any size.
    private const int LeastPower = -3;
    private const int MostPower = 2;
    private const int LongestPattern = 4;

    // Some of most models: kinds of parameters, projections, layers, what stands before and behind these.
    private static readonly string[] Names =
    [
        "*.weight", "*.bias", "*norm*", "*.query.*", "*.value.weight", "*self_attention*", "*feed_forward*", "*.router.*", "*.layers.0.*", "*.layers.1.*",
        "*embedding*", "output.*", "encoder.*", "decoder.*",
    ];

    /// <summary>Whether a key is the name of something, or the program's own business, and no choice of the model.</summary>
    public static bool IsFixed(Key key) => key is NameKey or InstructionSetsKey;

    /// <summary>A value of a key that is no mapping. It has the right type, and need not be in the key's range.</summary>
    public static string Draw(Key key, Random random) => key switch
    {
        IntegerKey whole => DrawWhole(whole, random),
        NumberKey number => DrawNumber(number, random),
        BooleanKey => random.Next(2) == 0 ? "false" : "true",
        SidesKey sides => random.Next(2) == 0
            ? DrawWhole(sides.Both, random)
            : $"{{{string.Join(", ", sides.Keys.Select(side => $"{side.Name}: {Draw(side, random)}"))}}}",
        PatternKey pattern => $"[{string.Join(", ", Enumerable.Range(0, random.Next(1, LongestPattern + 1)).Select(_ => pattern.Names[random.Next(2)]))}]",
        NamesKey => $"[{string.Join(", ", Enumerable.Range(0, random.Next(1, LongestPattern + 1)).Select(_ => $"'{Names[random.Next(Names.Length)]}'"))}]",
        ProjectionsKey list => DrawSome(list.Names, random),
        IChoiceKey choice => choice.Names[random.Next(choice.Names.Count)],
        _ => throw new NotSupportedException($"'{key.FullName}' is a {key.GetType().Name}, which {nameof(ValueDrawer)} has no values of."),
    };

    // Different ones, in any order.
    private static string DrawSome(IReadOnlyList<string> names, Random random)
    {
        string[] shuffled = [.. names];
        random.Shuffle(shuffled);

        return $"[{string.Join(", ", shuffled.Take(random.Next(1, names.Count + 1)))}]";
    }

    // Small numbers as often as large ones.
    private static string DrawWhole(IntegerKey key, Random random)
    {
        int drawn = (int)Math.Pow(key.Maximum <= RangeOfCounts ? LargestCount : LargestSize, random.NextDouble());

        return Wording.Plain(Math.Clamp(drawn, key.Minimum, key.Maximum));
    }

    private static string DrawNumber(NumberKey key, Random random)
    {
        float middle = key.Default is float usual and not 0 ? usual : 1;
        double factor = Math.Pow(2, LeastPower + ((MostPower - LeastPower) * random.NextDouble()));

        return ((float)(middle * factor)).ToString("G3", CultureInfo.InvariantCulture);
    }
}
