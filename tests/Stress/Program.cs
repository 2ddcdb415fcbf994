using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using Weft.Conformance;
using Weft.Stress.Kills;
using Weft.Stress.Limits;
using Weft.Tool;
using Weft.Tool.Arguments;

namespace Weft.Stress;

/// <summary>Runs a verb of <see cref="CommandTree"/>, and says of a command that cannot be understood what is wrong with it.</summary>
internal static class Program
{
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    private static int Main(string[] arguments)
    {
        if (arguments is [TrainingChild.Verb, ..])
        {
            Console.WriteLine($"{TrainingChild.Processors}{Environment.ProcessorCount}");
            TrainingChild.Parse(arguments).Run();

            return ExitCode.Success;
        }

        if (arguments is [MemoryChild.Verb, string seed])
        {
            return MemoryChild.Run(int.Parse(seed, CultureInfo.InvariantCulture));
        }

        CommandTree tree = new();
        ParseResult command = tree.Root.Parse(arguments, Parsing);

        if (command.GetValue(tree.Help))
        {
            tree.WriteHelp(Console.Out);

            return ExitCode.Success;
        }

        try
        {
            Check(command, arguments, tree);

            return command.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception exception) when (exception is UsageException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"Weft.Stress: {exception.Message} (--help explains the options)");

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

        string all = $"there are {string.Join(", ", tree.Verbs)}.";

        throw new UsageException(arguments is [string name, ..]
            ? $"there is no verb '{name}'; {UsageCheck.Suggest(name, tree.Verbs, otherwise: all)}"
            : $"a verb is needed; {all}");
    }
}
