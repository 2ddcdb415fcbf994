using System;
using System.Text;

namespace Weft.Generator.Emission;

/// <summary>Writes indented C#: always '\n', no trailing blanks, blocks that close themselves.</summary>
internal sealed class SourceWriter
{
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
