using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Weft.Tool.Inspection;
using Weft.Tool.Verbs;

namespace Weft.Tool;

/// <summary>The weft command: finds the verb, runs it, and turns what goes wrong into one sentence and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>The command was understood, but its input is missing or wrong.</summary>
    public const int InputError = 1;

    /// <summary>The command was not understood.</summary>
    public const int UsageError = 2;

    /// <summary>Every verb, in the order of the help text: a new one is a class and a line here.</summary>
    private static readonly ImmutableArray<IVerb> AllVerbs =
        [new InspectVerb(), new ImportVerb(), new AverageVerb(), new BleuVerb(), new ChrfVerb()];

    /// <summary>Runs one command.</summary>
    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        if (arguments.Length == 0 || arguments[0] is "--help" or "-h" or "help")
        {
            WriteHelp(arguments.Length == 0 ? error : output);

            return arguments.Length == 0 ? UsageError : Success;
        }

        IVerb? verb = AllVerbs.FirstOrDefault(verb => verb.Name == arguments[0]);

        if (verb is null)
        {
            error.WriteLine(
                $"weft: there is no verb '{arguments[0]}'; the verbs are {string.Join(", ", AllVerbs.Select(static verb => verb.Name))}.");

            return UsageError;
        }

        return Run(verb, new ArgumentReader(arguments[1..]), output, error);
    }

    private static int Run(IVerb verb, ArgumentReader arguments, TextWriter output, TextWriter error)
    {
        if (arguments.TakeFlag("--help", "-h"))
        {
            output.WriteLine(verb.Usage);

            return Success;
        }

        try
        {
            verb.Run(arguments, output);

            return Success;
        }
        catch (UsageException exception)
        {
            error.WriteLine($"weft {verb.Name}: {exception.Message}");
            error.WriteLine(FirstLine(verb.Usage));

            return UsageError;
        }
        catch (InvalidSpecificationException exception)
        {
            // Each line names its file already, in the form that editors and build servers know.
            error.WriteLine(exception.Message);

            return InputError;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"weft {verb.Name}: {exception.Message}");

            return InputError;
        }
    }

    private static void WriteHelp(TextWriter writer)
    {
        writer.WriteLine("usage: weft VERB ...");

        foreach (IVerb verb in AllVerbs)
        {
            writer.WriteLine($"  {verb.Name,-8} {verb.Summary}");
        }

        writer.WriteLine("weft VERB --help tells more about one.");
    }

    private static string FirstLine(string text) => text[..text.IndexOf('\n', StringComparison.Ordinal)];
}
