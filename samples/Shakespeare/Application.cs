using System;
using System.IO;
using System.Threading;
using Weft.Distributed;

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

    private bool _follows;

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
            if (!_follows)
            {
                error.WriteLine("Stopped.");
            }

            return Stopped;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NonFiniteGradientException)
        {
            // What all processes find out, the first one tells.
            if (!_follows || exception is not (RankFailureException or NonFiniteGradientException))
            {
                error.WriteLine(exception.Message);
            }

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

        if (settings.Fast)
        {
            this.Run<FastShakespeare>(settings, plays, playwright);
        }
        else
        {
            this.Run<Shakespeare>(settings, plays, playwright);
        }
    }

    private void Run<TModel>(Settings settings, Plays plays, Playwright playwright)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        string checkpoint = settings.Checkpoint ?? settings.Recipe.Checkpoint;

        if (settings.GenerateOnly)
        {
            CheckpointFile.CheckExists(checkpoint);
            using TModel model = ModelFactory.Load<TModel>(checkpoint);
            playwright.Write(model, cancellation);
        }
        else
        {
            using MpiRanks? ranks = settings.Distributed ? MpiRanks.Start() : null;
            _follows = ranks is { IsFirst: false };
            new TrainingJob<TModel>(
                _follows ? TextWriter.Null : output, _follows ? new PlainProgress(TextWriter.Null) : progress, plays, playwright, settings,
                settings.Recipe, ranks).Run(cancellation);
        }
    }
}
