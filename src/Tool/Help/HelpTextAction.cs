using System.CommandLine;
using System.CommandLine.Invocation;
using System.IO;
using Weft.Tool.Verbs;

namespace Weft.Tool.Help;

/// <summary>What --help does: the text of the verb, or of the command as a whole.</summary>
internal sealed class HelpTextAction(RootCommand root) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;

        if (parseResult.CommandResult.Command is Verb verb)
        {
            VerbHelp.Write(output, verb);
        }
        else
        {
            RootHelp.Write(output, root);
        }

        return CommandLine.Success;
    }
}
