using System;
using System.IO;
using System.Threading;

namespace Weft.Samples;

/// <summary>The program without its console: options in, exit code out, every failure one sentence.</summary>
internal sealed class Application(TextWriter output, TextWriter error, ProgressDisplay progress, CancellationToken cancellation)
{
    /// <summary>All is well.</summary>
    public const int Success = 0;

    /// <summary>A file could not be read or written, or training diverged.</summary>
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
            this.Run(CommandLine.Parse(arguments));

            return Success;
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

    private void Run(Settings settings)
    {
        if (settings.Help)
        {
            output.Write(CommandLine.Help);

            return;
        }

        Plays plays = Plays.Load();

        // Before minutes of training: it refuses a prompt that it cannot read.
        Playwright playwright = new(output, plays, settings);

        if (settings.GenerateOnly)
        {
            CheckpointFile.CheckExists(settings.Checkpoint);
            using Shakespeare model = Shakespeare.Load(settings.Checkpoint);
            playwright.Write(model, cancellation);
        }
        else
        {
            new TrainingJob(output, progress, plays, playwright, settings).Run(cancellation);
        }
    }
}
