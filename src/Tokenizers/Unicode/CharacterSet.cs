using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// The characters of some general categories as the library tokenizers knows them. Its tables are those of Unicode 8.0, and of 9.0 for
/// marks: what was assigned later is none of them to it, though .NET knows better. The resource has a line for each set, its name and
/// ranges of code points.
/// </summary>
internal sealed class CharacterSet
{
    private const string ResourceName = "Weft.Tokenizers.categories.txt.gz";
    private static readonly Lazy<Dictionary<string, CharacterSet>> Sets = new(Read);

    // The first code point of each range and the one behind its last, in order.
    private readonly int[] _bounds;

    private CharacterSet(IEnumerable<string> ranges) => _bounds = [.. ranges.SelectMany(Bounds)];

    /// <summary>General category P.</summary>
    public static CharacterSet Punctuation => Sets.Value["punctuation"];

    /// <summary>General category M.</summary>
    public static CharacterSet Marks => Sets.Value["mark"];

    /// <summary>General category Mn.</summary>
    public static CharacterSet NonspacingMarks => Sets.Value["nonspacing"];

    /// <summary>General category Cf.</summary>
    public static CharacterSet Format => Sets.Value["format"];

    /// <summary>Whether a character is one of them.</summary>
    public bool Contains(Rune character)
    {
        int index = Array.BinarySearch(_bounds, character.Value);

        return ((index < 0 ? ~index - 1 : index) & 1) == 0;
    }

    private static Dictionary<string, CharacterSet> Read()
    {
        using Stream resource = typeof(CharacterSet).Assembly.GetManifestResourceStream(ResourceName)!;
        using StreamReader lines = new(new GZipStream(resource, CompressionMode.Decompress), Encoding.ASCII);
        Dictionary<string, CharacterSet> sets = [];

        while (lines.ReadLine() is string line)
        {
            string[] fields = line.Split(' ');
            sets.Add(fields[0], new CharacterSet(fields.Skip(1)));
        }

        return sets;
    }

    private static int[] Bounds(string range)
    {
        string[] ends = range.Split('-');

        return [Hexadecimal(ends[0]), Hexadecimal(ends[^1]) + 1];
    }

    private static int Hexadecimal(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
