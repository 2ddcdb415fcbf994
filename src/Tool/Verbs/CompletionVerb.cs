using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using Weft.Tool.Arguments;

namespace Weft.Tool.Verbs;

/// <summary>weft completion: what a shell needs to complete verbs, options and their values.</summary>
internal sealed class CompletionVerb : Verb
{
    private static readonly ImmutableArray<string> Shells = ["bash", "zsh", "pwsh"];
    private readonly Operands _shell = new("the name of one shell is needed", least: 1, most: 1, ("SHELL", "bash, zsh or pwsh"));

    /// <summary>Describes the verb.</summary>
    public CompletionVerb()
        : base("completion", "a script for tab completion in bash, zsh or PowerShell")
    {
        _shell.CompletionSources.Add([.. Shells]);
        this.Expect(_shell);
    }

    /// <inheritdoc/>
    public override string Explanation =>
        """
        Prints a script that teaches a shell to complete weft: verbs, options and the values of those that have a list. Its first
        lines say where to put it. It asks the command itself, so that it need not change with it.
        """;

    /// <inheritdoc/>
    public override ImmutableArray<string> Examples =>
    [
        "weft completion bash",
    ];

    /// <inheritdoc/>
    protected override int Run(ParseResult command, TextWriter output)
    {
        string shell = _shell.Take(command)[0];

        if (!Shells.Contains(shell))
        {
            throw new UsageException(
                $"there is no script for '{shell}'; {UsageCheck.Suggest(shell, Shells, $"the shells are {string.Join(", ", Shells)}.")}");
        }

        output.Write(EmbeddedText.Read($"weft.{shell}"));

        return CommandLine.Success;
    }
}
