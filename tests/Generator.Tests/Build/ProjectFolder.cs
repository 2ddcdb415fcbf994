using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Weft.Generator.Tests.Documentation;

namespace Weft.Generator.Tests.Build;

/// <summary>A folder of projects outside the repository, which is deleted with the test, and the SDK's commands in it.</summary>
internal sealed class ProjectFolder : IDisposable
{
    /// <summary>The folder of the package's props and targets, with a slash at its end.</summary>
    public static string BuildFiles { get; } = Repository.PathOf("src/Runtime/build/");

    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("weft-project").FullName;

    /// <summary>Writes a file, and the folders on the way to it.</summary>
    public ProjectFolder Write(string path, string text)
    {
        string file = System.IO.Path.Combine(this.Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);

        return this;
    }

    /// <summary>Copies all files of another folder into one of this folder's.</summary>
    public ProjectFolder CopyFrom(string source, string folder)
    {
        foreach (string path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = System.IO.Path.Combine(this.Path, folder, System.IO.Path.GetRelativePath(source, path));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }

        return this;
    }

    /// <summary>Runs a command of the SDK that builds, and gives what it prints, in English.</summary>
    public string Run(params string[] command) =>
        this.Start([.. command, "-nologo", "-verbosity:minimal", "-nodeReuse:false", "-tl:off"]).Output;

    /// <summary>Runs any command of the SDK, and gives its exit code and what it prints.</summary>
    public (int ExitCode, string Output) Start(params string[] arguments) =>
        this.StartProgram(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments);

    /// <summary>Runs a program, and gives its exit code and what it prints.</summary>
    public (int ExitCode, string Output) StartProgram(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = this.Path,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        return (process.ExitCode, output + errors.Result);
    }

    public void Dispose() => Directory.Delete(this.Path, recursive: true);
}
