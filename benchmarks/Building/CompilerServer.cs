using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace Weft.Benchmarks.Building;

/// <summary>
/// A compiler server that no other build shares: it starts with the first build that is told of it, loads the generator as it is now, and
/// ends with this object.
/// </summary>
/// <param name="folder">Decides, as for builds, which SDK the server is part of.</param>
/// <param name="project">Any project that it compiles.</param>
internal sealed class CompilerServer(string folder, string project) : IDisposable
{
    private readonly string _name = $"weft-benchmarks-{Guid.NewGuid():N}";

    /// <summary>What tells a build to compile without a server.</summary>
    public static IReadOnlyList<string> None { get; } = ["-property:UseSharedCompilation=false"];

    /// <summary>What tells a build to compile with this one.</summary>
    public IReadOnlyList<string> Arguments => ["-property:UseSharedCompilation=true", $"-property:SharedCompilationId={_name}"];

    /// <summary>Stops the server, also where the builds were cancelled; `dotnet build-server shutdown` would stop everybody's.</summary>
    public void Dispose()
    {
        DotnetCommand dotnet = new(folder, CancellationToken.None);
        string compilers = dotnet.Run("msbuild", project, "-getProperty:RoslynTargetsPath").Trim();
        _ = dotnet.Run(Path.Combine(compilers, "bincore", "VBCSCompiler.dll"), "-shutdown", $"-pipename:{_name}");
    }
}
