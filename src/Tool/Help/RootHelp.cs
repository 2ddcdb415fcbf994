using System.CommandLine;
using System.IO;
using System.Linq;

namespace Weft.Tool.Help;

/// <summary>The help text of the command as a whole: its verbs, and how to learn more.</summary>
internal static class RootHelp
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter writer, RootCommand root)
    {
        writer.WriteLine("usage: weft VERB ...");
        writer.WriteLine();
        writer.WriteLine(root.Description);
        HelpTable.Write(writer, "verbs", root.Subcommands.Select(static verb => (verb.Name, verb.Description!)));
        HelpTable.Write(
            writer,
            "options",
            root.Options.Select(static option => (string.Join(", ", option.Aliases.Prepend(option.Name)), option.Description!)));
        writer.WriteLine();
        writer.WriteLine("exit codes: 0 all went well, 1 an input is missing or wrong, 2 the command was not understood.");
        writer.WriteLine("weft VERB --help tells more about one.");
    }
}
