using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using Weft.Tool.Arguments;

namespace Weft.Tool.Verbs;

/// <summary>One thing that the weft command does: the word behind weft, what may stand behind that, and the work.</summary>
/// <param name="name">The word.</param>
/// <param name="summary">What it does, in a line for the list of verbs.</param>
internal abstract class Verb(string name, string summary) : Command(name, summary)
{
    /// <summary>What it does, in sentences, with lines of at most 120 characters.</summary>
    public abstract string Explanation { get; }

    /// <summary>Commands that work as they stand.</summary>
    public abstract ImmutableArray<string> Examples { get; }

    /// <summary>Does it.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The arguments do not go together.</exception>
    /// <exception cref="IOException">An input is missing or wrong; the message names the file and the place.</exception>
    /// <exception cref="Compilation.InvalidSpecificationException">A spec has problems; the message has a line for each.</exception>
    protected abstract int Run(ParseResult command, TextWriter output);

    /// <summary>Tells the parser what stands behind the verb.</summary>
    protected void Expect(Operands? operands, params System.ReadOnlySpan<Option> options)
    {
        if (operands is not null)
        {
            this.Add(operands);
        }

        foreach (Option option in options)
        {
            this.Add(option);
        }

        this.SetAction(command => this.Run(command, command.InvocationConfiguration.Output));
    }
}
