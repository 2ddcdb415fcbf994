using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Weft.Generator.Text;

/// <summary>
/// Writes indented C#: always '\n', no trailing blanks, no line that could be broken over 140 columns, blocks that close themselves.
/// Blank lines go where a reader expects them: around blocks, never doubled, never next to a brace on its inside.
/// </summary>
/// <param name="margin">Columns that the text is moved by later, when it becomes the body of another one's block.</param>
internal sealed class SourceWriter(int margin = 0)
{
    private const int LineLength = 140;
    private readonly StringBuilder _text = new();
    private int _indentation;
    private string? _last;

    /// <summary>How many blocks are open.</summary>
    public int Depth => _indentation;

    private int Column => margin + (4 * _indentation);

    /// <summary>Writes one line, or several when the text holds '\n'; each gets the current indentation.</summary>
    public void WriteLine(string text = "")
    {
        foreach (string line in text.Split('\n'))
        {
            this.WriteOne(line.TrimEnd());
        }
    }

    /// <summary>Writes a <c>//</c> comment, on several lines where it is long.</summary>
    public void WriteComment(string text) => this.WriteComment(text.Split(' '));

    /// <summary>Writes a <c>//</c> comment whose lines are cut between some words.</summary>
    public void WriteComment(IEnumerable<string> words)
    {
        foreach (string line in this.Wrap(words, "// ".Length))
        {
            this.WriteLine($"// {line}");
        }
    }

    /// <summary>
    /// Writes a statement or a signature; one that is too long for a line has the arguments of its call on lines of their own.
    /// </summary>
    public void WriteCall(string text)
    {
        int open = OutermostCall(text);
        string indentation = new(' ', text.Length - text.TrimStart().Length + 4);

        if (open < 0 || this.Column + text.Length <= LineLength)
        {
            this.WriteLine(text);
            return;
        }

        this.WriteLine(text.Substring(0, open + 1));
        string line = string.Empty;

        foreach (string argument in Arguments(text.Substring(open + 1)))
        {
            if (line.Length > 0 && this.Column + indentation.Length + line.Length + argument.TrimEnd().Length > LineLength)
            {
                this.WriteLine(indentation + line.TrimEnd());
                line = string.Empty;
            }

            line += argument;
        }

        this.WriteLine(indentation + line);
    }

    /// <summary>
    /// Writes a heading, if there is one, and an opening brace; disposing the result closes the block. An initializer among arguments ends
    /// otherwise than with a brace alone.
    /// </summary>
    public Block WriteBlock(string heading = "", string end = "}", string open = "{")
    {
        if (heading.Length > 0)
        {
            this.WriteLine(heading);
        }

        this.WriteLine(open);
        _indentation++;

        return new Block(this, end);
    }

    /// <summary>Writes <c>///</c> lines: a summary from one or more lines of plain text.</summary>
    public void WriteSummary(string summary)
    {
        string text = summary.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

        if (!text.Contains("\n") && this.Column + "/// <summary></summary>".Length + text.Length <= LineLength)
        {
            this.WriteLine($"/// <summary>{text}</summary>");
            return;
        }

        this.WriteLine("/// <summary>");

        foreach (string line in text.Split('\n').SelectMany(line => this.Wrap(line.Split(' '), "/// ".Length)))
        {
            this.WriteLine($"/// {line}");
        }

        this.WriteLine("/// </summary>");
    }

    public override string ToString() => _text.ToString();

    private static bool IsStatement(string heading) =>
        heading.StartsWith("for (", StringComparison.Ordinal)
        || heading.StartsWith("while (", StringComparison.Ordinal)
        || heading.StartsWith("if (", StringComparison.Ordinal);

    private static bool IsCode(string? line) => line is not (null or "" or "{") && !line.StartsWith("//", StringComparison.Ordinal);

    // One line without '\n', with the blank lines that it asks for.
    private void WriteOne(string line)
    {
        string content = line.TrimStart();

        if (content.Length == 0)
        {
            if (_last is not ("" or "{"))
            {
                _text.Append('\n');
                _last = content;
            }

            return;
        }

        if (_last is "" && content[0] == '}')
        {
            _text.Length--;
        }
        else if (_last is "}"
            ? content[0] != '}' && !content.StartsWith("else", StringComparison.Ordinal)
            : IsStatement(content) && IsCode(_last))
        {
            _text.Append('\n');
        }

        _text.Append(' ', 4 * _indentation).Append(line).Append('\n');
        _last = content;
    }

    // Words in lines that fit behind the prefix.
    private IEnumerable<string> Wrap(IEnumerable<string> words, int prefix)
    {
        string line = string.Empty;

        foreach (string word in words)
        {
            if (line.Length > 0 && this.Column + prefix + line.Length + 1 + word.Length > LineLength)
            {
                yield return line;
                line = string.Empty;
            }

            line += line.Length == 0 ? word : $" {word}";
        }

        yield return line;
    }

    // The parenthesis that opens the call at the end of the text, else the first call; a cast or a heading's own is none. -1 where there is
    // no call.
    private static int OutermostCall(string text)
    {
        int first = -1;
        Stack<int> open = new();
        int last = -1;

        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '(')
            {
                open.Push(i);
                first = first < 0 && IsCall(text, i) ? i : first;
            }
            else if (text[i] == ')' && open.Count > 0)
            {
                last = open.Pop();
            }
        }

        return open.Count == 0 && last >= 0 && IsCall(text, last) ? last : first;
    }

    private static bool IsCall(string text, int open) => open > 0 && (char.IsLetterOrDigit(text[open - 1]) || text[open - 1] == '>');

    // Cut after the commas that stand between arguments, not inside one; each keeps its comma.
    private static IEnumerable<string> Arguments(string text)
    {
        int depth = 0;
        int start = 0;

        for (int i = 0; i < text.Length; i++)
        {
            // An angle bracket of a type's arguments follows a name; a shift or a comparison follows a blank.
            bool isOperator = i == 0 || text[i - 1] is ' ' or '<';
            depth += text[i] == '(' || (text[i] == '<' && !isOperator) ? 1 : text[i] == ')' || (text[i] == '>' && !isOperator) ? -1 : 0;

            if (text[i] == ',' && depth == 0)
            {
                yield return text.Substring(start, i + 2 - start);
                start = i + 2;
            }
        }

        yield return text.Substring(start);
    }

    /// <summary>An open block of a <see cref="SourceWriter"/>.</summary>
    public readonly struct Block(SourceWriter writer, string end) : IDisposable
    {
        public void Dispose()
        {
            writer._indentation--;
            writer.WriteLine(end);
        }
    }
}
