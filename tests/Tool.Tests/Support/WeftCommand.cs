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
    public static WeftCommand Run(params string[] arguments) => Run(arguments, answers: null);

    /// <summary>Runs it at a terminal at which somebody types.</summary>
    public static WeftCommand RunAt(string typed, params string[] arguments)
    {
        using StringReader answers = new(typed);

        return Run(arguments, answers);
    }

    /// <summary>The lines of a run that went well, without empty ones.</summary>
    public string[] Lines()
    {
        Assert.Equal((CommandLine.Success, ""), (this.Code, this.Error));

        return Split(this.Output);
    }

    /// <summary>The lines of its error output.</summary>
    public string[] ErrorLines() => Split(this.Error);

    private static WeftCommand Run(string[] arguments, TextReader? answers)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = CommandLine.Run(arguments, output, error, answers);

        return new WeftCommand(code, output.ToString(), error.ToString());
    }

    private static string[] Split(string text) => text.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
