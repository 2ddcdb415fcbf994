using System;
using System.Collections.Generic;
using System.Text;

namespace Weft.Generator.Emission;

/// <summary>Writes indented C#: always '\n', no trailing blanks, blocks that close themselves.</summary>
internal sealed class SourceWriter
{
    private const int LineLength = 140;
    private readonly StringBuilder _text = new();
    private int _indentation;

    /// <summary>Writes one line, or several when the text holds '\n'; each gets the current indentation.</summary>
    public void WriteLine(string text = "")
    {
        foreach (string line in text.Split('\n'))
        {
            string trimmed = line.TrimEnd();

            if (trimmed.Length > 0)
            {
                _text.Append(' ', 4 * _indentation).Append(trimmed);
            }

            _text.Append('\n');
        }
    }

    /// <summary>Writes a call or a signature; one that is too long for a line has its arguments on lines of their own.</summary>
    public void WriteCall(string text)
    {
        int open = text.IndexOf('(');

        if (open < 0 || (4 * _indentation) + text.Length <= LineLength)
        {
            this.WriteLine(text);
            return;
        }

        this.WriteLine(text.Substring(0, open + 1));
        string line = string.Empty;

        foreach (string argument in Arguments(text.Substring(open + 1)))
        {
            if (line.Length > 0 && (4 * _indentation) + 4 + line.Length + argument.Length > LineLength)
            {
                this.WriteLine("    " + line.TrimEnd());
                line = string.Empty;
            }

            line += argument;
        }

        this.WriteLine("    " + line);
    }

    /// <summary>Writes a heading, if there is one, and an opening brace; disposing the result closes the block.</summary>
    public Block WriteBlock(string heading = "")
    {
        if (heading.Length > 0)
        {
            this.WriteLine(heading);
        }

        this.WriteLine("{");
        _indentation++;

        return new Block(this);
    }

    /// <summary>Writes <c>///</c> lines: a summary from one or more lines of text, already escaped for XML.</summary>
    public void WriteSummary(string text)
    {
        string[] lines = text.Split('\n');

        if (lines.Length == 1)
        {
            this.WriteLine($"/// <summary>{text}</summary>");
            return;
        }

        this.WriteLine("/// <summary>");

        foreach (string line in lines)
        {
            this.WriteLine($"/// {line}");
        }

        this.WriteLine("/// </summary>");
    }

    public override string ToString() => _text.ToString();

    // Cut after the commas that stand between arguments, not inside one; each keeps its comma.
    private static IEnumerable<string> Arguments(string text)
    {
        int depth = 0;
        int start = 0;

        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] is '(' or '<' ? 1 : text[i] is ')' or '>' ? -1 : 0;

            if (text[i] == ',' && depth == 0)
            {
                yield return text.Substring(start, i + 2 - start);
                start = i + 2;
            }
        }

        yield return text.Substring(start);
    }

    /// <summary>An open block of a <see cref="SourceWriter"/>.</summary>
    public readonly struct Block(SourceWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer._indentation--;
            writer.WriteLine("}");
        }
    }
}
