using System;
using System.IO;
using Xunit;

namespace Weft.Tool.Tests;

/// <summary>One run of the command, without a process of its own.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
internal sealed record WeftCommand(int Code, string Output, string Error)
{
    /// <summary>Runs it.</summary>
    public static WeftCommand Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.Run(arguments, output, error);

        return new WeftCommand(code, output.ToString(), error.ToString());
    }

    /// <summary>The lines of a run that went well, without empty ones.</summary>
    public string[] Lines()
    {
        Assert.Equal((CommandLine.Success, ""), (this.Code, this.Error));

        return Split(this.Output);
    }

    /// <summary>The lines of its error output.</summary>
    public string[] ErrorLines() => Split(this.Error);

    private static string[] Split(string text) => text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
