using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.IO;
using System.Linq;
using Weft.Tool.Arguments;
using Weft.Tool.Compilation;
using Weft.Tool.Help;
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

    // Files may be called @name, and -b stands for nothing that begins with b.
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Runs one command.</summary>
    /// <param name="arguments">What stands behind weft.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where messages go.</param>
    /// <param name="answers">Whoever sits at the terminal, for verbs that ask; null where nobody does.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter error, TextReader? answers = null)
    {
        WeftCommandTree tree = new(answers);
        string[] words = arguments is ["help", .. string[] rest] ? [.. rest, "--help"] : arguments;
        ParseResult command = tree.Root.Parse(words, Parsing);

        if (words.Length == 0)
        {
            RootHelp.Write(error, tree.Root);

            return UsageError;
        }

        try
        {
            CheckUsage(command, words, tree.Root);

            return command.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (Exception exception)
        {
            int code = Report(error, command.CommandResult.Command as Verb, exception);

            if (command.GetValue(tree.Verbose))
            {
                error.WriteLine(exception);
            }

            return code;
        }
    }

    // Neither help nor completion asks for a whole command, but help needs a verb that there is.
    private static void CheckUsage(ParseResult command, string[] words, RootCommand root)
    {
        bool isWhole = command.Action is ParseErrorAction || command.Action == command.CommandResult.Command.Action;

        if (command.CommandResult.Command is Verb)
        {
            if (isWhole)
            {
                UsageCheck.Check(command, words);
            }
        }
        else if (isWhole || (command.Action is HelpTextAction && command.UnmatchedTokens.Count > 0))
        {
            RefuseVerb(command, root);
        }
    }

    private static void RefuseVerb(ParseResult command, RootCommand root)
    {
        string[] verbs = [.. root.Subcommands.Select(static verb => verb.Name)];
        string all = $"the verbs are {string.Join(", ", verbs)}.";

        throw new UsageException(command.UnmatchedTokens.FirstOrDefault() switch
        {
            null => $"a verb is needed; {all}",
            ['-', ..] and string option => UsageCheck.Describe(option.Split('=')[0], root, "; weft --help tells what there is."),
            string word => $"there is no verb '{word}'; {UsageCheck.Suggest(word, verbs, otherwise: all)}",
        });
    }

    private static int Report(TextWriter error, Verb? verb, Exception exception)
    {
        string name = verb is null ? "weft" : $"weft {verb.Name}";

        switch (exception)
        {
            case UsageException:
                error.WriteLine($"{name}: {exception.Message}");
                error.WriteLine(verb is null ? "usage: weft VERB ..." : VerbHelp.Form(verb));

                return UsageError;
            case InvalidSpecificationException:
                // Each line names its file already, in the form that editors and build servers know.
                error.WriteLine(exception.Message);

                return InputError;
            case FileNotFoundException { FileName: string path }:
                error.WriteLine($"{name}: {path}: there is no such file.");

                return InputError;
            case IOException or UnauthorizedAccessException:
                error.WriteLine($"{name}: {exception.Message}");

                return InputError;
            case OutOfMemoryException:
                error.WriteLine($"{name}: there is not enough memory for it; weft inspect tells how much a model needs.");

                return InputError;
            default:
                error.WriteLine($"{name}: this is a defect of Weft and not of the input: {exception.Message} (--verbose shows where)");

                return InputError;
        }
    }
}
