using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using Weft.Tool.Arguments;
using Weft.Tool.Verbs;

namespace Weft.Tool.Help;

/// <summary>The help text of a verb: form, purpose, operands, options, examples.</summary>
internal static class VerbHelp
{
    // Beyond this, options are a word in the form and have their lines below it.
    private const int WidestForm = 110;

    /// <summary>Writes all of it.</summary>
    public static void Write(TextWriter writer, Verb verb)
    {
        writer.WriteLine(Form(verb));
        writer.WriteLine();
        writer.WriteLine(verb.Explanation);

        HelpTable.Write(writer, "arguments", verb.Arguments.OfType<Operands>().SelectMany(static operands => operands.Forms));
        HelpTable.Write(writer, "options", verb.Options.Concat(Common(verb)).Select(static option => (Label(option), option.Description!)));

        writer.WriteLine();
        writer.WriteLine(verb.Examples.Length == 1 ? "example:" : "examples:");

        foreach (string example in verb.Examples)
        {
            writer.WriteLine($"  {example}");
        }
    }

    /// <summary>The form of the command: <c>usage: weft inspect SPEC [--json]</c>.</summary>
    public static string Form(Verb verb)
    {
        IEnumerable<(string Name, string Description)> operands =
            verb.Arguments.OfType<Operands>().SelectMany(static operands => operands.Forms);
        string start = string.Join(' ', operands.Select(static form => form.Name).Prepend($"usage: weft {verb.Name}"));
        string whole = string.Join(' ', verb.Options.Select(static option => $"[{option.Name}{Value(option)}]").Prepend(start));

        return whole.Length <= WidestForm ? whole : $"{start} [options]";
    }

    // Those of the command as a whole that a verb takes as well.
    private static IEnumerable<Option> Common(Verb verb) =>
        verb.Parents.OfType<Command>().SelectMany(static root => root.Options).Where(static option => option.Recursive);

    private static string Label(Option option) =>
        $"{string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name))}{Value(option)}";

    private static string Value(Option option) => option.HelpName is string name ? $" {name}" : string.Empty;
}
