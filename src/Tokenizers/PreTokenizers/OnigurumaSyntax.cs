using System;
using System.Collections.Generic;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Tokenizers;

/// <summary>
/// Rewrites regular expressions of Oniguruma's Ruby syntax, which tokenizer.json has, for .NET: possessive quantifiers become atomic
/// groups, intersections with a negated class become subtractions, and classes that .NET lacks or understands otherwise are spelled out.
/// </summary>
internal static class OnigurumaSyntax
{
    private const string Word = @"\p{L}\p{M}\p{Nd}\p{Pc}";
    private const string Space = @"\t-\r\x85\p{Z}";

    // To an expression that ignores case, the long s is an s; to .NET it is not.
    private const string Esses = "sS\u017F";
    private const string Hexadecimal = "0-9A-Fa-f";

    private static readonly Dictionary<string, string> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Alpha"] = @"\p{L}\p{M}\p{Nl}",
        ["Alnum"] = @"\p{L}\p{M}\p{Nd}\p{Nl}",
        ["Digit"] = @"\p{Nd}",
        ["Upper"] = @"\p{Lu}",
        ["Lower"] = @"\p{Ll}",
        ["Punct"] = @"\p{P}$+<=>^`|~",
        ["Space"] = Space,
        ["Word"] = Word,
        ["Cntrl"] = @"\p{Cc}",
        ["XDigit"] = Hexadecimal,
        ["Letter"] = @"\p{L}",
        ["Number"] = @"\p{N}",
        ["Mark"] = @"\p{M}",
        ["Punctuation"] = @"\p{P}",
        ["Symbol"] = @"\p{S}",
        ["Separator"] = @"\p{Z}",
        ["Han"] = @"\u2E80-\u2E99\u2E9B-\u2EF3\u2F00-\u2FD5\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF"
            + @"\uF900-\uFA6D\uFA70-\uFAD9",
        ["Hiragana"] = @"\u3041-\u3096\u309D-\u309F",
        ["Katakana"] = @"\u30A1-\u30FA\u30FD-\u30FF\u31F0-\u31FF\u32D0-\u32FE\u3300-\u3357\uFF66-\uFF6F\uFF71-\uFF9D",
        ["Hangul"] = @"\u1100-\u11FF\u302E\u302F\u3131-\u318E\u3200-\u321E\u3260-\u327E\uA960-\uA97C"
            + @"\uAC00-\uD7A3\uD7B0-\uD7C6\uD7CB-\uD7FB\uFFA0-\uFFBE\uFFC2-\uFFC7\uFFCA-\uFFCF\uFFD2-\uFFD7\uFFDA-\uFFDC",
        ["Thai"] = @"\u0E01-\u0E3A\u0E40-\u0E5B",
        ["Latin"] = @"A-Za-z\u00AA\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02B8\u1E00-\u1EFF"
            + @"\u2C60-\u2C7F\uA722-\uA787\uFB00-\uFB06\uFF21-\uFF3A\uFF41-\uFF5A",
        ["Cyrillic"] = @"\u0400-\u0484\u0487-\u052F\u1C80-\u1C88\u1D2B\u1D78\u2DE0-\u2DFF\uA640-\uA69F",
        ["Greek"] = @"\u0370-\u0373\u0375-\u0377\u037A-\u037D\u037F\u0384\u0386\u0388-\u03E1\u03F0-\u03FF\u1F00-\u1FFE",
        ["Arabic"] = @"\u0600-\u0604\u0606-\u060B\u060D-\u061A\u061C-\u061E\u0620-\u063F\u0641-\u064A\u0656-\u066F"
            + @"\u0671-\u06DC\u06DE-\u06FF\u0750-\u077F",
        ["Hebrew"] = @"\u0591-\u05C7\u05D0-\u05EA\u05EF-\u05F4\uFB1D-\uFB4F",
        ["Devanagari"] = @"\u0900-\u0950\u0955-\u0963\u0966-\u097F\uA8E0-\uA8FF",
    };

    /// <summary>The expression for .NET.</summary>
    /// <exception cref="ArgumentException">It uses something that has no counterpart here.</exception>
    public static string Translate(string pattern) => new Translation(pattern).Run();

    private sealed class Translation(string pattern)
    {
        private readonly StringBuilder _output = new(pattern.Length);
        private readonly Stack<(int Start, bool IgnoresCase)> _groups = [];
        private int _position;
        private bool _ignoresCase;

        // Where the atom begins that a quantifier would repeat.
        private int _atom;

        public string Run()
        {
            while (_position < pattern.Length)
            {
                this.Element();
            }

            return _output.ToString();
        }

        private void Element()
        {
            char current = pattern[_position];

            switch (current)
            {
                case '\\':
                    this.BeginAtom();
                    _ = _output.Append(this.Escape(inClass: false));
                    break;
                case '[':
                    this.BeginAtom();
                    _ = _output.Append(this.Class());
                    break;
                case '(':
                    this.OpenGroup();
                    break;
                case ')':
                    this.CloseGroup();
                    break;
                case '+' or '*' or '?' when !this.FollowsGroupOpening():
                    this.Quantifier();
                    break;
                case '{':
                    this.Repetition();
                    break;
                case 's' or 'S' when _ignoresCase:
                    this.BeginAtom();
                    _position++;
                    _ = _output.Append($"[{Esses}]");
                    break;
                default:
                    this.BeginAtom();
                    this.Copy(1);
                    break;
            }
        }

        private void OpenGroup()
        {
            _groups.Push((_output.Length, _ignoresCase));
            int flagsEnd = pattern.AsSpan(_position).IndexOfAny(":)=!<>");

            if (flagsEnd > 2 && pattern.AsSpan(_position, flagsEnd).StartsWith("(?"))
            {
                string on = pattern[(_position + 2)..(_position + flagsEnd)].Split('-')[0];
                bool turnsOff = pattern.AsSpan(_position, flagsEnd).Contains("-i", StringComparison.Ordinal);
                _ignoresCase = on.Contains('i') || (_ignoresCase && !turnsOff);

                // (?i) without a colon is no group, but holds until the one around it ends.
                if (pattern[_position + flagsEnd] == ')')
                {
                    _ = _groups.Pop();
                    this.Copy(flagsEnd + 1);

                    return;
                }
            }

            this.Copy(1);
        }

        private void CloseGroup()
        {
            (_atom, _ignoresCase) = _groups.TryPop(out (int Start, bool IgnoresCase) group) ? group : (_output.Length, _ignoresCase);
            this.Copy(1);
        }

        private void BeginAtom() => _atom = _output.Length;

        private void Copy(int count)
        {
            _ = _output.Append(pattern, _position, count);
            _position += count;
        }

        private bool FollowsGroupOpening() =>
            _position > 0 && pattern[_position - 1] == '(' && (_position < 2 || pattern[_position - 2] != '\\');

        /// <summary>X++, X*+ and X?+ keep what they took: (?>X+), (?>X*), (?>X?).</summary>
        private void Quantifier()
        {
            this.Copy(1);

            if (_position < pattern.Length && pattern[_position] == '+')
            {
                _position++;
                _ = _output.Insert(_atom, "(?>").Append(')');
            }
            else if (_position < pattern.Length && pattern[_position] == '?')
            {
                this.Copy(1);
            }
        }

        /// <summary>X{1,3}+ is no possessive quantifier to Ruby, but one that repeats another: (?:X{1,3})+.</summary>
        private void Repetition()
        {
            this.Copy(Math.Max(1, pattern.IndexOf('}', _position) - _position + 1));

            if (_position < pattern.Length && pattern[_position] is '+' or '*')
            {
                _ = _output.Insert(_atom, "(?:").Append(')');
            }
        }

        private string Escape(bool inClass)
        {
            char kind = _position + 1 < pattern.Length ? pattern[_position + 1] : throw new ArgumentException("it ends with a backslash");

            switch (kind)
            {
                case 'p' or 'P':
                    return this.Property(inClass);
                case 'w' or 's' or 'h':
                    _position += 2;
                    return Group(kind switch { 'w' => Word, 's' => Space, _ => Hexadecimal }, negated: false, inClass);
                case 'W' or 'S' or 'H':
                    _position += 2;
                    return Group(kind switch { 'W' => Word, 'S' => Space, _ => Hexadecimal }, negated: true, inClass);
                case 'x' when _position + 2 < pattern.Length && pattern[_position + 2] == '{':
                    return this.CodePoint();
                default:
                    _position += 2;
                    return pattern.Substring(_position - 2, 2);
            }
        }

        private string Property(bool inClass)
        {
            int end = pattern.IndexOf('}', _position);

            if (end < 0 || _position + 2 >= pattern.Length || pattern[_position + 2] != '{')
            {
                throw new ArgumentException(@"\p has no name in braces");
            }

            string name = pattern[(_position + 3)..end];
            bool negated = (pattern[_position + 1] == 'P') != name.StartsWith('^');
            name = name.TrimStart('^');
            _position = end + 1;

            if (name.Length <= 2)
            {
                return $@"\{(negated ? 'P' : 'p')}{{{name}}}";
            }

            return Properties.TryGetValue(name, out string? members)
                ? Group(members, negated, inClass)
                : throw new ArgumentException($@"\p{{{name}}} is not known");
        }

        private string CodePoint()
        {
            int end = pattern.IndexOf('}', _position);
            string digits = end < 0 ? string.Empty : pattern[(_position + 3)..end];
            bool isNumber = int.TryParse(digits, System.Globalization.NumberStyles.HexNumber, null, out int value);
            _position = end + 1;

            return isNumber && value <= char.MaxValue
                ? $@"\u{value:X4}"
                : throw new ArgumentException($@"\x{{{digits}}} is not one UTF-16 code unit");
        }

        /// <summary>A class in brackets, with those inside it.</summary>
        private string Class()
        {
            StringBuilder members = new("[");
            _position++;

            if (_position < pattern.Length && pattern[_position] == '^')
            {
                _ = members.Append('^');
                _position++;
            }

            for (bool isFirst = true; isFirst || _position >= pattern.Length || pattern[_position] != ']'; isFirst = false)
            {
                if (_position >= pattern.Length)
                {
                    throw new ArgumentException("a '[' is not closed");
                }

                _ = members.Append(this.Member());
            }

            _position++;

            return members.Append(']').ToString();
        }

        private string Member()
        {
            ReadOnlySpan<char> rest = pattern.AsSpan(_position);

            if (rest[0] == '\\')
            {
                return this.Escape(inClass: true);
            }

            if (rest.StartsWith("[:"))
            {
                return this.PosixClass();
            }

            if (rest.StartsWith("&&[^"))
            {
                _position += 2;
                string removed = this.Class();

                return $"-[{removed[2..]}";
            }

            if (rest[0] == '[')
            {
                // A class inside a class is a union, as long as it is not negated.
                string inner = this.Class();

                return inner[1] == '^' ? throw new ArgumentException("a negated class stands inside another") : inner[1..^1];
            }

            _position++;

            if (_ignoresCase && rest[0] is 's' or 'S' && !rest[1..].StartsWith('-') && !pattern.AsSpan(0, _position - 1).EndsWith('-'))
            {
                return Esses;
            }

            return rest.StartsWith("&&")
                ? throw new ArgumentException("'&&' is understood before a negated class only")
                : rest[0].ToString();
        }

        private string PosixClass()
        {
            int end = pattern.IndexOf(":]", _position, StringComparison.Ordinal);
            string name = end < 0 ? string.Empty : pattern[(_position + 2)..end];
            _position = end + 2;

            return Properties.TryGetValue(name, out string? members) ? members : throw new ArgumentException($"[:{name}:] is not known");
        }

        private static string Group(string members, bool negated, bool inClass) => (negated, inClass) switch
        {
            (false, true) => members,
            (false, false) => $"[{members}]",
            (true, false) => $"[^{members}]",
            // The complement of several categories, as a class's member: only the three that have a letter of their own.
            (true, true) when members == Space => @"\S",
            (true, true) when members == Word => @"\W",
            _ => throw new ArgumentException("a negated class stands inside another"),
        };
    }
}
