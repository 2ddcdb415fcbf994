using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace Weft.Stress.Kills;

/// <summary>
/// A training that saves after every step, and goes on from the file that it finds: what is killed, and whose saves are made to fail. It says
/// each save that failed, and ends once the last one has not.
/// </summary>
/// <param name="Path">The checkpoint.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Seed">Decides the parameters, the batches and the dropout.</param>
/// <param name="Threads">Threads, which change no bit; 0 for one for each processor.</param>
internal sealed record TrainingChild(string Path, int Steps, int Seed, int Threads)
{
    /// <summary>The first argument of a process that is one.</summary>
    public const string Verb = "trains";

    /// <summary>How what it says of a save that failed begins.</summary>
    public const string NotSaved = "not saved: ";

    /// <summary>How the line begins that says how many processors it sees.</summary>
    public const string Processors = "processors: ";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly int[] Text = [.. Enumerable.Range(0, 4096).Select(static i => i * i / 7 % 64)];

    /// <summary>The command's arguments.</summary>
    public string[] Arguments =>
        [Verb, this.Path, .. new[] { this.Steps, this.Seed, this.Threads }.Select(static number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The same of a command's arguments.</summary>
    public static TrainingChild Parse(string[] arguments)
    {
        int[] numbers = [.. arguments[2..].Select(static text => int.Parse(text, CultureInfo.InvariantCulture))];

        return new TrainingChild(arguments[1], numbers[0], numbers[1], numbers[2]);
    }

    /// <summary>Trains to the end.</summary>
    public void Run()
    {
        using Worn model = ModelFactory.Initialize<Worn>((ulong)this.Seed);
        using Trainer<Worn> trainer = new(model, new AdamW { ClipNorm = 1 }, new TrainerOptions { Threads = this.Threads, Seed = (ulong)this.Seed });
        RandomWindows batches = new(Text, length: 16, sequences: 4, (ulong)this.Seed);

        try
        {
            trainer.Resume(this.Path, batches);
        }
        catch (FileNotFoundException)
        {
            // The first of them; a link may lead to nothing.
        }

        bool isSaved = trainer.Step == this.Steps;

        foreach (TrainingStep step in trainer.Run(batches, this.Steps))
        {
            isSaved = this.TrySave(trainer, batches);
        }

        while (!isSaved)
        {
            Thread.Sleep(Pause);
            isSaved = this.TrySave(trainer, batches);
        }
    }

    private bool TrySave(Trainer trainer, IBatchSource batches)
    {
        try
        {
            trainer.Save(this.Path, batches);

            return true;
        }
        catch (IOException exception)
        {
            Console.WriteLine(NotSaved + exception.Message);

            return false;
        }
    }
}
