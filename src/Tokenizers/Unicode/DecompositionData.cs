using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;

namespace Weft.Tokenizers;

/// <summary>
/// What normalization needs of the Unicode Character Database. The resource has a line <c>code;class;decomposition</c> for every character
/// of UnicodeData.txt with a combining class or a decomposition; '~' marks a compatibility decomposition, '!' one that
/// CompositionExclusions.txt keeps from being composed again. Characters that were assigned after Unicode 9.0 are left out: the library
/// tokenizers does not know them either.
/// </summary>
internal sealed class DecompositionData
{
    private const string ResourceName = "Weft.Tokenizers.decompositions.txt.gz";
    private static readonly Lazy<DecompositionData> Instance = new(static () => new DecompositionData());
    private readonly Dictionary<int, byte> _classes = [];
    private readonly Dictionary<int, int[]> _canonical = [];
    private readonly Dictionary<int, int[]> _compatible = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];

    private DecompositionData()
    {
        using Stream resource = typeof(DecompositionData).Assembly.GetManifestResourceStream(ResourceName)!;
        using StreamReader lines = new(new GZipStream(resource, CompressionMode.Decompress), Encoding.ASCII);

        while (lines.ReadLine() is string line)
        {
            string[] fields = line.Split(';');
            int character = Hexadecimal(fields[0]);

            if (fields[1] != "0")
            {
                _classes.Add(character, byte.Parse(fields[1], CultureInfo.InvariantCulture));
            }

            this.AddDecomposition(character, fields[2]);
        }

        this.RemoveNonStarters();
    }

    /// <summary>The data, read when it is first asked for.</summary>
    public static DecompositionData Shared => Instance.Value;

    /// <summary>The canonical combining class of a character.</summary>
    public int ClassOf(int character) => _classes.GetValueOrDefault(character);

    /// <summary>What a character decomposes to in one step; null for a character that stays.</summary>
    public int[]? DecompositionOf(int character, bool compatible) =>
        _canonical.TryGetValue(character, out int[]? parts) || (compatible && _compatible.TryGetValue(character, out parts)) ? parts : null;

    /// <summary>The character that two compose to.</summary>
    public bool TryCompose(int first, int second, out int composed) => _compositions.TryGetValue((first, second), out composed);

    private void AddDecomposition(int character, string decomposition)
    {
        if (decomposition.Length == 0)
        {
            return;
        }

        bool isCompatible = decomposition[0] == '~';
        bool isExcluded = decomposition[0] == '!';
        int[] parts = [.. decomposition.TrimStart('~', '!').Split(' ').Select(Hexadecimal)];
        (isCompatible ? _compatible : _canonical).Add(character, parts);

        if (!isCompatible && !isExcluded && parts.Length == 2)
        {
            _compositions.Add((parts[0], parts[1]), character);
        }
    }

    /// <summary>Decompositions of or to a character that combines with what precedes it are not composed either.</summary>
    private void RemoveNonStarters()
    {
        foreach (((int First, int Second) pair, int composed) in _compositions.ToArray())
        {
            if (this.ClassOf(pair.First) != 0 || this.ClassOf(composed) != 0)
            {
                _ = _compositions.Remove(pair);
            }
        }
    }

    private static int Hexadecimal(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
