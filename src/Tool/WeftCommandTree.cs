using System.CommandLine;
using System.CommandLine.Help;
using System.IO;
using Weft.Tool.Arguments;
using Weft.Tool.Help;
using Weft.Tool.Verbs;

namespace Weft.Tool;

/// <summary>Everything that may stand behind weft: a new verb is a class and a line here.</summary>
internal sealed class WeftCommandTree
{
    /// <summary>Puts it together.</summary>
    /// <param name="answers">Whoever sits at the terminal, for verbs that ask; null where nobody does.</param>
    public WeftCommandTree(TextReader? answers)
    {
        this.Root = new RootCommand(
            "Weft compiles Transformers that YAML files describe to C#. This command works with such files, without a build.");
        this.Root.Options.Clear();
        this.Root.Add(this.Verbose);
        this.Root.Add(new VersionOption("--version") { Description = "the version of Weft", Action = new VersionAction() });
        this.Root.Add(new HelpOption("--help", "-h") { Description = "this text", Action = new HelpTextAction(this.Root) });

        foreach (Verb verb in (Verb[])
        [
            new NewVerb(answers), new CheckVerb(), new ExplainVerb(), new InspectVerb(), new BenchVerb(), new EvaluateVerb(),
            new AttentionVerb(), new EmitVerb(), new ImportVerb(), new ExportVerb(), new AverageVerb(), new QuantizeVerb(), new PackVerb(),
            new BleuVerb(), new ChrfVerb(), new CompletionVerb(),
        ])
        {
            this.Root.Add(verb);
        }
    }

    /// <summary>The command.</summary>
    public RootCommand Root { get; }

    /// <summary>Whether a failure is shown with its stack.</summary>
    public FlagOption Verbose { get; } =
        new("--verbose", "where in the program a failure came from, beside what went wrong") { Recursive = true };
}
