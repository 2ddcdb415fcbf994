using System;
using System.IO;
using System.Threading;
using Weft.Serving;

namespace Weft.Stress.Sessions;

/// <summary>A thread that does something random with the fleet, again and again: right things and wrong ones.</summary>
/// <param name="fleet">What all share.</param>
/// <param name="expected">What must come of it where nothing is thrown.</param>
/// <param name="random">Decides what it does.</param>
/// <param name="folder">Where it may save.</param>
internal sealed class Attacker(Fleet fleet, Expected expected, Random random, string folder)
{
    private const int MostThreads = 3;

    private volatile string _doing = "nothing";

    /// <summary>What it does now.</summary>
    public string Doing => _doing;

    /// <summary>Does one thing.</summary>
    /// <returns>Null, or what is wrong.</returns>
    public string? Act()
    {
        (string name, Func<string?> act) = this.Choose();
        _doing = name;

        try
        {
            return act() is string problem ? $"{name}: {problem}" : null;
        }
        catch (Exception exception)
        {
            return IsDocumented(exception) ? null : $"{name}: {exception}";
        }
    }

    /// <summary>What may be thrown where others dispose what is used, or use it as well; what is damaged is none of these.</summary>
    private static bool IsDocumented(Exception exception) => exception switch
    {
        ObjectDisposedException or OperationCanceledException or TimeoutException or QueueFullException or ThreadInterruptedException or Mischief => true,
        InvalidOperationException => !exception.Message.Contains("damaged", StringComparison.Ordinal) && exception is not NonFiniteGradientException,
        _ => false,
    };

    private (string Name, Func<string?> Act) Choose() => random.Next(21) switch
    {
        0 => ("replace a model", () => Put(fleet.Models, Expected.CreateChatty())),
        1 => ("replace a model of pairs", () => Put(fleet.Pairs, Expected.CreatePaired())),
        2 => ("replace a model in training", () => Put(fleet.Trained, ModelFactory.Initialize<Worn>(seed: 1))),
        3 => ("replace workers", () => Put(fleet.Workers, new Workers(random.Next(1, MostThreads + 1)))),
        4 => ("replace a session", () => fleet.Models.Pick(random) is Chatty model ? Put(fleet.Sessions, model.StartInference(fleet.Workers.Pick(random))) : null),
        5 => ("replace a translator", () => fleet.Pairs.Pick(random) is Paired model ? Put(fleet.Translators, model.StartInference(fleet.Workers.Pick(random))) : null),
        6 => ("replace a trainer", () => fleet.Trained.Pick(random) is Worn model ? Put(fleet.Trainers, this.CreateTrainer(model)) : null),
        7 => ("replace an engine", () => fleet.Models.Pick(random) is Chatty model ? Put(fleet.Engines, this.CreateEngine(model)) : null),
        8 => ("generate", () => this.With(fleet.Sessions, session => expected.CheckContinuation(session, this.Question()))),
        9 => ("generate several", () => this.With(fleet.Sessions, session => expected.CheckAll(session, this.Cancellation()))),
        10 => ("search", () => this.With(fleet.Sessions, session => expected.CheckSearch(session, this.Question(), this.Cancellation()))),
        11 => ("translate", () => this.With(fleet.Translators, session => expected.CheckTranslation(session, this.Question(), this.Cancellation()))),
        12 => ("ask an engine", () => this.With(fleet.Engines, this.Ask)),
        13 => ("abandon an engine", () => this.With(fleet.Engines, this.Abandon)),
        14 => ("move a session", () => this.With(fleet.Sessions, this.Move)),
        15 => ("train", () => this.With(fleet.Trainers, this.Train)),
        16 => ("train alone", () => expected.CheckTraining(random.Next(1, MostThreads + 1))),
        17 => ("misuse a session", () => this.With(fleet.Sessions, this.Misuse)),
        18 => ("misuse workers", () => this.With(fleet.Workers, this.Misuse)),
        19 => ("misuse a trainer", () => this.With(fleet.Trainers, this.Misuse)),
        _ => ("read and save a model", () => this.With(fleet.Models, this.Save)),
    };

    // Where there is another one, it is disposed while others use it; what has no threads may be left to the garbage collector.
    private string? Put<T>(Fleet.Pool<T> pool, T item)
        where T : class, IDisposable
    {
        T? other = pool.Replace(item, random);

        if (other is Workers or Engine or Trainer || random.Next(4) > 0)
        {
            other?.Dispose();
        }

        return null;
    }

    private string? With<T>(Fleet.Pool<T> pool, Func<T, string?> act)
        where T : class, IDisposable =>
        pool.Pick(random) is T item ? act(item) : null;

    private int Question() => random.Next(Expected.Count);

    private CancellationToken Cancellation() =>
        random.Next(3) > 0 ? CancellationToken.None : new CancellationTokenSource(random.Next(1, 10)).Token;

    private Trainer<Worn> CreateTrainer(Worn model) =>
        new(model, new AdamW(), new TrainerOptions { Workers = random.Next(2) == 0 ? fleet.Workers.Pick(random) : null, Threads = random.Next(1, MostThreads + 1) });

    private Engine CreateEngine(Chatty model) =>
        Engine.Create(model, Expected.Tokenizer, new EngineSettings { QueueCapacity = 8, Workers = fleet.Workers.Pick(random) });

    private string? Ask(Engine engine) =>
        expected.CheckServed(engine, this.Question(), random.Next(4) > 0 ? null : TimeSpan.FromMilliseconds(random.Next(1, 20)), this.Cancellation());

    private string? Abandon(Engine engine)
    {
        for (int request = random.Next(1, 6); request > 0; request--)
        {
            _ = engine.GenerateAsync(Expected.Request(this.Question(), TimeSpan.FromMilliseconds(random.Next(1, 100))), this.Cancellation());
        }

        return null;
    }

    private string? Move(DecoderSession session)
    {
        int slot = random.Next(session.SlotCapacity);

        switch (random.Next(5))
        {
            case 0:
                session.Reset(slot);
                break;
            case 1:
                session.Feed(slot, Expected.Prompt(this.Question()), this.Cancellation());
                break;
            case 2:
                session.FeedPrompts([slot, slot], [1, 2]);
                break;
            case 3:
                session.Copy([slot], [(slot + 1) % session.SlotCapacity]);
                break;
            default:
                session.Dispose();
                break;
        }

        return null;
    }

    private string? Train(Trainer<Worn> trainer)
    {
        RandomWindows batches = Expected.CreateBatches();

        switch (random.Next(4))
        {
            case 0:
                _ = trainer.Evaluate(batches, limit: 2);
                break;
            case 1:
                trainer.Save(this.NewPath("trainer"), batches);
                break;
            case 2:
                trainer.Dispose();
                break;
            default:
                foreach (TrainingStep step in trainer.Run(batches, trainer.Step + 2, this.Cancellation()))
                {
                    if (!double.IsFinite(step.Loss))
                    {
                        return $"the loss of a step is {step.Loss}";
                    }
                }

                break;
        }

        return null;
    }

    private string? Misuse(DecoderSession session)
    {
        try
        {
            switch (random.Next(5))
            {
                case 0:
                    session.Feed(0, [1, 259]);
                    break;
                case 1:
                    session.Feed([0, session.SlotCapacity], [1, 2]);
                    break;
                case 2:
                    _ = session.LogitsOf(-1);
                    break;
                case 3:
                    _ = session.GenerateAll([[]], new Sampling(), count: 3);
                    break;
                default:
                    _ = session.Generate([1], new Sampling { TopP = 2 }, count: 3);
                    break;
            }

            return "a wrong argument was taken";
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private string? Misuse(Workers workers)
    {
        switch (random.Next(4))
        {
            case 0:
                workers.Run(new Work(static _ => throw new Mischief()));
                return "what work threw is lost";
            case 1:
                workers.Run(new Work(_ => workers.Run(new Work(static _ => { }))));
                return "a run was started within a run";
            case 2:
                workers.Run(new Work(_ => workers.Dispose()));
                return "workers were stopped within a run";
            default:
                workers.Run(new Work(static team => team.Barrier()));
                return null;
        }
    }

    private string? Misuse(Trainer<Worn> trainer)
    {
        Source source = new(random.Next(3) switch
        {
            0 => static () => throw new Mischief(),
            1 => () => _ = trainer.Evaluate(Expected.CreateBatches(), limit: 1),
            _ => trainer.Dispose,
        });

        foreach (TrainingStep step in trainer.Run(source, trainer.Step + 1))
        {
            return "a step of a source that throws was taken";
        }

        return null;
    }

    private string? Save(Chatty model)
    {
        string path = this.NewPath("model");

        if (random.Next(2) == 0)
        {
            model.Dispose();
        }

        model.Save(path);
        using Chatty read = ModelFactory.Load<Chatty>(path);

        return null;
    }

    private string NewPath(string kind) => Path.Combine(folder, $"{kind}{random.Next(2)}");

    /// <summary>What user's code throws.</summary>
    private sealed class Mischief : Exception
    {
    }

    private sealed class Work(Action<Team> act) : IParallelWork
    {
        public void Execute(Team team, int worker) => act(team);
    }

    private sealed class Source(Action act) : IBatchSource
    {
        public bool IsEndless => true;

        public bool Fill(Batch batch)
        {
            act();

            return Expected.CreateBatches().Fill(batch);
        }

        public void Restart()
        {
        }

        public byte[] SaveState() => [];

        public void RestoreState(ReadOnlySpan<byte> state)
        {
        }
    }
}
