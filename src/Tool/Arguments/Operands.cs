using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;

namespace Weft.Tool.Arguments;

/// <summary>
/// What a verb works on: the words behind it that belong to no option. How many there must be is checked here and not by the parser, so
/// that the message can say what they are.
/// </summary>
internal sealed class Operands : Argument<string[]>
{
    private readonly string _needed;
    private readonly int _least;
    private readonly int _most;

    /// <summary>Describes them.</summary>
    /// <param name="needed">The beginning of the message where there are too few or too many: 'one spec file is needed'.</param>
    /// <param name="least">How many there must be.</param>
    /// <param name="most">How many there may be.</param>
    /// <param name="forms">The name of each in the help text, and what it is.</param>
    public Operands(string needed, int least, int most, params ImmutableArray<(string Name, string Description)> forms)
        : base(forms[0].Name)
    {
        _needed = needed;
        _least = least;
        _most = most;
        this.Forms = forms;
        this.Arity = ArgumentArity.ZeroOrMore;
    }

    /// <summary>Names and descriptions, for the help text.</summary>
    public ImmutableArray<(string Name, string Description)> Forms { get; }

    /// <summary>The operands of a command.</summary>
    /// <exception cref="UsageException">There are too few or too many of them.</exception>
    public string[] Take(ParseResult command)
    {
        string[] operands = command.GetValue(this) ?? [];

        if (operands.Contains(string.Empty))
        {
            throw new UsageException("an empty word names nothing.");
        }

        return operands.Length >= _least && operands.Length <= _most
            ? operands
            : throw new UsageException($"{_needed}; there {(operands.Length == 1 ? "is" : "are")} {operands.Length}.");
    }

    /// <summary>The words of a command that the parser took for operands.</summary>
    public static ImmutableArray<string> Words(CommandResult command)
    {
        ImmutableArray<string>.Builder words = ImmutableArray.CreateBuilder<string>();

        foreach (SymbolResult part in command.Children)
        {
            if (part is ArgumentResult operands)
            {
                foreach (Token token in operands.Tokens)
                {
                    words.Add(token.Value);
                }
            }
        }

        return words.ToImmutable();
    }
}
