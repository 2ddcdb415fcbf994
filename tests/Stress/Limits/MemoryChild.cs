using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Weft.Stress.Limits;

/// <summary>
/// A process that asks for more models, trainers and sessions than it gets memory for, again and again. Each time it must be told which arena
/// could not be had, have back what it had by then, and be able to train as before.
/// </summary>
internal static partial class MemoryChild
{
    /// <summary>The first argument of a process that is one.</summary>
    public const string Verb = "reserves";

    private const int Rounds = 4;

    // Some hundred MB each: far more than any limit of a test has room for.
    private const int Most = 100;

    /// <summary>Runs it.</summary>
    /// <param name="seed">Decides what is asked for.</param>
    /// <returns>The exit code: 0 where everything is as it should be.</returns>
    public static int Run(int seed)
    {
        Random random = new(seed);
        float[] expected = Train();
        long before = NativeArena.ReservedBytes;

        for (int round = 0; round < Rounds; round++)
        {
            string message = Exhaust(random);
            Console.WriteLine(message);

            if (!ArenaAndBytes().IsMatch(message))
            {
                Console.WriteLine("names no arena and its bytes");

                return 1;
            }

            if (NativeArena.ReservedBytes != before || !Train().AsSpan().SequenceEqual(expected))
            {
                Console.WriteLine($"{NativeArena.ReservedBytes - before} bytes are left, or training has other bits than before");

                return 1;
            }
        }

        return 0;
    }

    // Until there is no memory.
    private static string Exhaust(Random random)
    {
        using Workers workers = new(2);
        List<IDisposable> held = [];

        try
        {
            while (held.Count < Most)
            {
                Wide model = CreateEmpty<Wide>();
                held.Add(model);
                held.Add(random.Next(3) switch
                {
                    0 => model.StartTraining(workers),
                    1 => model.StartInference(workers),
                    _ => new Trainer<Wide>(model, new AdamW(), new TrainerOptions { Workers = workers }),
                });
            }

            return "everything was had";
        }
        catch (OutOfMemoryException exception)
        {
            return exception.Message;
        }
        finally
        {
            held.ForEach(static item => item.Dispose());
        }
    }

    private static float[] Train()
    {
        using Worn model = ModelFactory.Initialize<Worn>(seed: 1);
        using Trainer<Worn> trainer = new(model, new AdamW(), new TrainerOptions { Threads = 2 });
        RandomWindows batches = new(Enumerable.Range(0, 64).ToArray(), length: 16, sequences: 4, seed: 1);

        return [.. Losses(trainer, batches)];
    }

    private static IEnumerable<float> Losses(Trainer<Worn> trainer, RandomWindows batches)
    {
        foreach (TrainingStep step in trainer.Run(batches, steps: 3))
        {
            yield return (float)step.Loss;
        }
    }

    private static TModel CreateEmpty<TModel>()
        where TModel : TransformerModel, ITransformer<TModel> => TModel.CreateEmpty();

    /// <summary>The command's arguments.</summary>
    public static string[] Arguments(int seed) => [Verb, seed.ToString(CultureInfo.InvariantCulture)];

    [GeneratedRegex(@"^Wide: (the|a) .+ need [\d,]+ bytes, which the system has not\.$")]
    private static partial Regex ArenaAndBytes();
}
