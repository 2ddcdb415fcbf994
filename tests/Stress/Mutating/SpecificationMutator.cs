using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Specification;
using Weft.Stress.Drawing;

namespace Weft.Stress.Mutating;

/// <summary>
/// Changes the text of a specification as YAML allows, and as it does not: keys, values of every kind and size, mappings in one another, lines
/// of other specifications, anchors, tags, indentation, invisible characters.
/// </summary>
/// <param name="random">What decides.</param>
internal sealed class SpecificationMutator(Random random)
{
    private const int MostDepth = 300;

    private static readonly ImmutableArray<Key> Keys =
        [.. SpecificationKeys.All.SelectMany(static key => key is SectionKey section ? section.Keys.Prepend(key) : [key])];

    // At the ends of ranges and of types, and other ways to write a number.
    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "2", "3", "15", "16", "17", "255", "256", "257", "1023", "1024", "1025", "4096", "4097", "65535", "65536", "65537", "1048576", "1048577",
        "16777216", "16777217", "2147483647", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "1e30", "1e-30", "1e39", "-1e39", "1e-46",
        "0.0", "-0", "-0.0", "0.5", ".5", "5.", "1.0000001", "NaN", ".nan", ".inf", "-.inf", "+1", "0x10", "0o17", "017", "1_000", "1,000", "٣", "１",
    ];

    private static readonly string[] Words =
    [
        "~", "null", "", "true", "no", "on", "\"\"", "''", "[]", "{}", "[1, 2]", "[[[]]]", "{a: b}", "{a: }", "- 1", "? a", "&a 1", "*a", "!!int 3", "!tag x", "|", ">-", "@x", "`x`",
        "%x", "# x", "\"\\x41\"", "\"\\u0000\"", "\"\\uD800\"", "<<", "=", "class", "Ünïcode", "한국어", "a\u200bb", "\u0000", "\ufeff", "a b", "../../etc/passwd", "{0}", "%s", "\"'\"",
    ];

    private static readonly string[] Breaks =
        ["\t", "\r", "\n", "\n\n", "\r\n", "\u0085", "\u2028", "---\n", "...\n", "%YAML 1.2\n", "<<: *a\n", "- \n", "? \n", ": \n", "#", "\"", "'", "[", "{", "]", "}", ",", "&a ", "*a ", "!!map "];

    /// <summary>A text that differs in one to four places.</summary>
    /// <param name="text">The text.</param>
    /// <param name="other">Another one, whose lines it may get.</param>
    public string Mutate(string text, string other)
    {
        List<string> lines = [.. text.Split('\n')];

        for (int changes = Math.Max(1, random.Next(-3, 5)); changes > 0; changes--)
        {
            this.Change(lines, other);
        }

        string changed = string.Join('\n', lines);

        return random.Next(20) == 0 ? this.Disturb(changed) : changed;
    }

    private void Change(List<string> lines, string other)
    {
        int line = random.Next(lines.Count);

        switch (random.Next(14))
        {
            case 0 or 1 or 2 or 3:
                lines[line] = WithValue(lines[line], this.ValueOf(lines[line]));
                break;
            case 4 or 5:
                this.Add(lines);
                break;
            case 6:
                lines.RemoveAt(line);
                lines.Add("");
                break;
            case 12:
                lines.Insert(random.Next(lines.Count), lines[line]);
                break;
            case 7:
                string[] others = other.Split('\n');
                lines.Insert(random.Next(lines.Count), others[random.Next(others.Length)]);
                break;
            case 8:
                (lines[line], lines[^1]) = (lines[^1], lines[line]);
                break;
            case 9:
                lines[line] = new string(' ', random.Next(5)) + lines[line].TrimStart();
                break;
            case 10:
                lines[line] = WithValue(lines[line], this.Nested());
                break;
            default:
                lines[line] = this.Misspell(lines[line]);
                break;
        }
    }

    // A key in its mapping, on a line of its own, or in the wrong one.
    private void Add(List<string> lines)
    {
        Key key = Keys[random.Next(Keys.Length)];
        string value = key is SectionKey || random.Next(4) == 0 ? this.Value() : this.DrawOrWord(key);
        int place = lines.FindIndex(line => key.FullName.StartsWith(line.Split(':')[0] + ".", StringComparison.Ordinal));
        lines.Insert(place < 0 ? random.Next(lines.Count) : place + 1, $"{(place < 0 ? "" : "  ")}{key.Name}: {value}");
    }

    private string DrawOrWord(Key key) => ValueDrawer.IsFixed(key) ? Words[random.Next(Words.Length)] : ValueDrawer.Draw(key, random);

    // One of its key, more often than not.
    private string ValueOf(string line) =>
        Keys.FirstOrDefault(key => key.Name == line.Split(':')[0].Trim()) is Key key and not SectionKey && random.Next(3) > 0 ? this.DrawOrWord(key) : this.Value();

    private string Value() => random.Next(4) switch
    {
        0 => Words[random.Next(Words.Length)],
        1 => this.DrawOrWord(Keys.Where(static key => key is not SectionKey).ElementAt(random.Next(Keys.Count(static key => key is not SectionKey)))),
        _ => Numbers[random.Next(Numbers.Length)],
    };

    private string Nested()
    {
        int depth = 1 + (int)Math.Pow(MostDepth, random.NextDouble());

        return random.Next(4) switch
        {
            0 => new string('[', depth) + new string(']', random.Next(3) == 0 ? depth - 1 : depth),
            1 => string.Concat(Enumerable.Repeat("{a: ", depth)) + new string('}', depth),
            2 => $"[{string.Join(", ", Enumerable.Repeat(this.Value(), depth))}]",
            _ => new string((char)random.Next('!', '~'), depth * 40),
        };
    }

    private static string WithValue(string line, string value)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);

        return colon < 0 ? value : $"{line[..(colon + 1)]} {value}";
    }

    private string Misspell(string line)
    {
        if (line.Length == 0)
        {
            return Words[random.Next(Words.Length)];
        }

        int at = random.Next(line.Length);

        return random.Next(3) switch
        {
            0 => line.Remove(at, 1),
            1 => line.Insert(at, line[at].ToString()),
            _ => line.Insert(at, ((char)random.Next(' ', 0x250)).ToString()),
        };
    }

    private string Disturb(string text) => random.Next(4) switch
    {
        0 => text.Replace("\n", "\r\n", StringComparison.Ordinal),
        1 => "\ufeff" + text,
        2 => text[..random.Next(text.Length + 1)],
        _ => text.Insert(random.Next(text.Length + 1), Breaks[random.Next(Breaks.Length)]),
    };
}
