using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Weft.Tool;

/// <summary>What --version does: the version of this assembly, whatever program it runs in.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    /// <summary>The version without the commit that builds append to it.</summary>
    public static string Version { get; } =
        typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"weft {Version}");

        return CommandLine.Success;
    }
}
