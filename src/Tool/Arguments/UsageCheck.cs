using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Weft.Generator.Specification;

namespace Weft.Tool.Arguments;

/// <summary>
/// Finds what keeps a command from being understood, in words that name the option and the nearest one. The parser's own messages come in
/// the language of the machine, and it takes an unknown option for an operand.
/// </summary>
internal static class UsageCheck
{
    /// <summary>Looks for the first mistake of a command behind its verb.</summary>
    /// <param name="command">The command.</param>
    /// <param name="words">The same before it was parsed.</param>
    /// <exception cref="UsageException">There is one.</exception>
    public static void Check(ParseResult command, IEnumerable<string> words)
    {
        string? problem = UnknownOption(command)
            ?? FlagWithValue(command.CommandResult.Command, words)
            ?? command.CommandResult.Children.OfType<OptionResult>().Select(ValueProblem).FirstOrDefault(static found => found is not null)
            ?? command.Errors.FirstOrDefault()?.Message;

        if (problem is not null)
        {
            throw new UsageException(problem);
        }
    }

    /// <summary>An ending for messages about a name that is not there.</summary>
    public static string Suggest(string name, IEnumerable<string> names, string otherwise) =>
        NearestName.Find(name, names) is string nearest ? $"did you mean '{nearest}'?" : otherwise;

    // What stands behind '--' is an operand, whatever it looks like: those are the last ones.
    private static string? UnknownOption(ParseResult command)
    {
        int literals = command.Tokens.SkipWhile(static token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        ImmutableArray<string> words = Operands.Words(command.CommandResult);
        string? unknown = words.Take(words.Length - literals).FirstOrDefault(static word => word.Length > 1 && word[0] == '-');

        return unknown is null ? null : Describe(unknown.Split('=')[0], command.CommandResult.Command);
    }

    // The parser takes the value for an operand.
    private static string? FlagWithValue(Command command, IEnumerable<string> words)
    {
        IEnumerable<string> names = words.TakeWhile(static word => word != "--").Where(static word => word.Contains('='))
            .Select(static word => word.Split('=')[0]);
        string? flag = names.FirstOrDefault(name => command.Options.Any(option => option is FlagOption && option.Name == name));

        return flag is null ? null : $"{flag} takes no value.";
    }

    /// <summary>That a command has no such option.</summary>
    public static string Describe(string unknown, Command command, string otherwise = ".")
    {
        IEnumerable<string> names = command.Options.Select(static option => option.Name.TrimStart('-'));
        string? nearest = NearestName.Find(unknown.TrimStart('-'), names);

        return $"there is no option {unknown}{(nearest is null ? otherwise : $"; did you mean --{nearest}?")}";
    }

    private static string? ValueProblem(OptionResult option)
    {
        string name = option.IdentifierToken?.Value ?? option.Option.Name;

        return option.Option.Arity.MinimumNumberOfValues switch
        {
            _ when option.Implicit || option.Option.Arity.MaximumNumberOfValues == 0 => null,
            > 0 when option.Tokens.Count == 0 => $"{name} needs a value.",
            _ when option.IdentifierTokenCount > 1 => $"{option.Option.Name} is given twice.",
            _ => null,
        };
    }
}
