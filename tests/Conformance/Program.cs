using System;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using Weft.Tool;
using Weft.Tool.Arguments;

namespace Weft.Conformance;

/// <summary>Runs a command of <see cref="CommandTree"/>, and says of one that cannot be understood what is wrong with it.</summary>
internal static class Program
{
    // Folders may be called @name.
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    public static int Main(string[] arguments) => Run(arguments, Console.Out, Console.Error);

    /// <summary>Runs a command.</summary>
    /// <param name="arguments">The command.</param>
    /// <param name="output">Where the help text goes; what runs find goes to the console.</param>
    /// <param name="error">Where it goes that a command cannot be understood.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        CommandTree tree = new();
        ParseResult command = tree.Root.Parse(arguments, Parsing);

        if (command.GetValue(tree.Help))
        {
            tree.WriteHelp(output);

            return ExitCode.Success;
        }

        try
        {
            Check(command, arguments, tree);

            return command.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (UsageException exception)
        {
            error.WriteLine($"Weft.Conformance: {exception.Message} (--help explains the options)");

            return ExitCode.Usage;
        }
    }

    private static void Check(ParseResult command, string[] arguments, CommandTree tree)
    {
        if (command.CommandResult.Command != tree.Root)
        {
            UsageCheck.Check(command, arguments);

            return;
        }

        ImmutableArray<string> runs = tree.Runs;
        string all = $"there are {string.Join(", ", runs)}.";

        throw new UsageException(arguments is [string name, ..]
            ? $"there is no run '{name}'; {UsageCheck.Suggest(name, runs, otherwise: all)}"
            : $"the name of a run and a folder are needed; {all}");
    }
}
