using System;
using System.IO;
using System.Threading;

namespace Weft.Samples;

/// <summary>The program without its console: options in, exit code out, every failure one sentence.</summary>
/// <param name="output">Receives results.</param>
/// <param name="error">Receives what went wrong, and how long work goes on.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class Application(TextWriter output, TextWriter error, CancellationToken cancellation)
{
    /// <summary>All is well.</summary>
    public const int Success = 0;

    /// <summary>A file is damaged, or could not be read or written, or training diverged.</summary>
    public const int Failure = 1;

    /// <summary>The command line asks for something impossible.</summary>
    public const int Misuse = 2;

    /// <summary>Stopped by the user: 128 plus the number of SIGINT, as shells have it.</summary>
    public const int Stopped = 130;

    /// <summary>Runs the program.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string[] arguments)
    {
        try
        {
            return this.Run(CommandLine.Parse(arguments));
        }
        catch (UsageException exception)
        {
            error.WriteLine($"{exception.Message} (--help explains the options)");

            return Misuse;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("Stopped.");

            return Stopped;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NonFiniteGradientException)
        {
            error.WriteLine(exception.Message);

            return Failure;
        }
    }

    private int Run(Settings settings)
    {
        if (settings.Help)
        {
            output.Write(CommandLine.Help);

            return Success;
        }

        if (settings.Speech.Length > 0)
        {
            new AnswerJob(output, settings).Run();
        }
        else
        {
            new TrainingJob(output, error, settings).Run(cancellation);
        }

        return Success;
    }
}
