using System.Collections.Generic;
using System.IO;

namespace Weft.Benchmarks.Building;

/// <summary>A project on disk, and its builds: each after a change of one line of C#, with references that are built already.</summary>
internal sealed class ConsumerBuild
{
    private const string CompilerTask = "Csc";
    private readonly DotnetCommand _dotnet;
    private readonly string _folder;
    private readonly string _project;
    private int _change;

    /// <summary>Writes the project and restores it.</summary>
    /// <param name="project">The project.</param>
    /// <param name="folder">A folder for it, which is made.</param>
    /// <param name="repository">The sources of Weft.</param>
    /// <param name="dotnet">Runs the builds.</param>
    public ConsumerBuild(ConsumerProject project, string folder, string repository, DotnetCommand dotnet)
    {
        _ = Directory.CreateDirectory(folder);
        _dotnet = dotnet;
        _folder = folder;
        _project = project.Write(folder, repository);
        _ = dotnet.Run("restore", _project);
    }

    /// <summary>The project's file.</summary>
    public string File => _project;

    /// <summary>Changes the program and builds it.</summary>
    /// <param name="server">What the build is told of a compiler server.</param>
    /// <param name="buildsReferences">Whether runtime and generator are brought up to date before.</param>
    /// <returns>Milliseconds of the compiler's task.</returns>
    public double Measure(IReadOnlyList<string> server, bool buildsReferences = false)
    {
        ConsumerProject.WriteProgram(_folder, ++_change);
        string output = _dotnet.Run(
        [
            "build", _project, "-c", "Release", "--no-restore", "-nologo", "-terminalLogger:off", "-verbosity:quiet",
            "-consoleLoggerParameters:PerformanceSummary", $"-property:BuildProjectReferences={buildsReferences}", .. server,
        ]);

        return TaskSummary.Milliseconds(output, CompilerTask);
    }
}
