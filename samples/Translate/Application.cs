using System;
using System.IO;
using System.Threading;

namespace Weft.Samples;

/// <summary>The program without its console: options in, exit code out, every failure one sentence.</summary>
internal sealed class Application(Terminal terminal, CancellationToken cancellation)
{
    /// <summary>All is well.</summary>
    public const int Success = 0;

    /// <summary>A file could not be read or written, training diverged, or a sentence of several could not be translated.</summary>
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
            terminal.Error.WriteLine($"{exception.Message} (--help explains the options)");

            return Misuse;
        }
        catch (SentenceException exception)
        {
            terminal.Error.WriteLine(exception.Message);

            return Misuse;
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine("Stopped.");

            return Stopped;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NonFiniteGradientException)
        {
            terminal.Error.WriteLine(exception.Message);

            return Failure;
        }
    }

    private int Run(Settings settings)
    {
        if (settings.Help)
        {
            terminal.Output.Write(CommandLine.Help);

            return Success;
        }

        return settings.Trains ? this.Train(settings) : this.Use(settings);
    }

    private int Train(Settings settings)
    {
        if (settings.Data is null)
        {
            new TrainingJob<Tatoeba>(terminal, TatoebaPairs.Load(), Recipe.Tatoeba, settings).Run(cancellation);
        }
        else
        {
            Corpus corpus = ParallelFolder.Load(settings.Data, settings.Source!, settings.Target!, settings.Lowercase);
            new TrainingJob<Multi30k>(terminal, corpus, Recipe.Multi30k, settings).Run(cancellation);
        }

        return Success;
    }

    private int Use(Settings settings)
    {
        SavedTranslator saved = SavedTranslator.Open(settings.Checkpoint ?? (settings.Data is null ? Recipe.Tatoeba : Recipe.Multi30k).Checkpoint);

        return saved.Model switch
        {
            nameof(Tatoeba) => new TranslationJob<Tatoeba>(terminal, saved, settings).Run(cancellation),
            nameof(Multi30k) => new TranslationJob<Multi30k>(terminal, saved, settings).Run(cancellation),
            _ => throw new IOException($"{saved.Checkpoint} is of the model {saved.Model}; this program has {nameof(Tatoeba)} and {nameof(Multi30k)}."),
        };
    }
}
