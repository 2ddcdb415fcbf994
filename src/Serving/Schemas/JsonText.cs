using System;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weft.Serving;

/// <summary>What JSON is made of, added to an automaton: each method returns the state behind what it has added.</summary>
/// <param name="automaton">The automaton.</param>
internal sealed class JsonText(TextAutomaton automaton)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A text as it stands.</summary>
    public int Literal(int from, string text)
    {
        foreach (char letter in text)
        {
            from = this.Range(from, letter, letter);
        }

        return from;
    }

    /// <summary>A string of JSON, with no more escaped than must be, or any character beyond ASCII as well.</summary>
    public int Value(int from, string text) => this.Write(from, writer => writer.WriteStringValue(text));

    /// <summary>A value of JSON without spaces.</summary>
    public int Value(int from, JsonElement value) => this.Write(from, value.WriteTo);

    /// <summary>A comma or a colon, and a space or none.</summary>
    public int Separator(int from, char letter)
    {
        int behind = this.Range(from, letter, letter);
        int end = this.Range(behind, ' ', ' ');
        automaton.Jump(behind, end);

        return end;
    }

    /// <summary>A number.</summary>
    public int Number(int from, bool isInteger)
    {
        int signed = this.Range(from, '-', '-');
        automaton.Jump(from, signed);
        int end = this.Range(signed, '0', '0');
        automaton.Jump(this.Digits(this.Range(signed, '1', '9')), end);

        if (isInteger)
        {
            return end;
        }

        // Behind digits there is a state without more of them, which what has none leads to as well.
        int fraction = automaton.Add();
        automaton.Jump(end, fraction);
        automaton.Jump(this.Digits(this.Range(this.Range(end, '.', '.'), '0', '9')), fraction);
        int exponent = this.Range(fraction, 'e', 'e');
        automaton.Connect(fraction, 'E', 'E', exponent);
        int sign = this.Range(exponent, '+', '+');
        automaton.Connect(exponent, '-', '-', sign);
        automaton.Jump(exponent, sign);
        int whole = automaton.Add();
        automaton.Jump(fraction, whole);
        automaton.Jump(this.Digits(this.Range(sign, '0', '9')), whole);

        return whole;
    }

    /// <summary>A character of a string: any but controls, or one that is escaped.</summary>
    public int Character(int from)
    {
        int end = this.Range(from, ' ', '!');
        automaton.Connect(from, '#', '[', end);
        automaton.Connect(from, ']', '\uD7FF', end);
        automaton.Connect(from, '\uE000', '\uFFFF', end);
        automaton.Connect(this.Range(from, '\uD800', '\uDBFF'), '\uDC00', '\uDFFF', end);
        int escape = this.Range(from, '\\', '\\');

        foreach (char letter in "\"\\/bfnrt")
        {
            automaton.Connect(escape, letter, letter, end);
        }

        // Four digits of a character that is no half of a pair.
        int code = this.Range(escape, 'u', 'u');
        int second = this.Hexadecimal(code, "09", "AC", "EF", "ac", "ef");
        int afterD = this.Hexadecimal(code, "DD", "dd");
        int third = this.Hexadecimal(second, "09", "AF", "af");
        automaton.Jump(this.Hexadecimal(afterD, "07"), third);
        automaton.Jump(this.Hexadecimal(this.Hexadecimal(third, "09", "AF", "af"), "09", "AF", "af"), end);

        return end;
    }

    /// <summary>Something again and again.</summary>
    /// <param name="from">The state before it.</param>
    /// <param name="end">The state behind it, however often it is there.</param>
    /// <param name="least">How often at least.</param>
    /// <param name="most">How often at the most; null for any number.</param>
    /// <param name="write">Adds it behind a state, for the first time or again.</param>
    public void Repeat(int from, int end, int least, int? most, Func<int, bool, int> write)
    {
        int count = 0;

        // Once more than at least where there is no end, and then that again and again.
        for (; count < (most ?? Math.Max(least, 1)); count++)
        {
            if (count >= least)
            {
                automaton.Jump(from, end);
            }

            from = write(from, count == 0);
        }

        automaton.Jump(from, end);

        if (most is null)
        {
            automaton.Jump(write(from, false), from);
        }
    }

    private int Hexadecimal(int from, params string[] ranges)
    {
        int end = automaton.Add();

        foreach (string range in ranges)
        {
            automaton.Connect(from, range[0], range[1], end);
        }

        return end;
    }

    // Any number of them.
    private int Digits(int from)
    {
        automaton.Connect(from, '0', '9', from);

        return from;
    }

    private int Range(int from, char first, char last)
    {
        int to = automaton.Add();
        automaton.Connect(from, first, last, to);

        return to;
    }

    private int Write(int from, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();

        using (Utf8JsonWriter writer = new(stream, Plain))
        {
            write(writer);
        }

        foreach (char letter in Encoding.UTF8.GetString(stream.ToArray()))
        {
            int to = this.Literal(from, $"{letter}");

            // Some tokenizers write it in parts, which are no characters.
            if (!char.IsAscii(letter))
            {
                automaton.Jump(this.Literal(from, $"\\u{(int)letter:x4}"), to);
            }

            from = to;
        }

        return from;
    }
}
