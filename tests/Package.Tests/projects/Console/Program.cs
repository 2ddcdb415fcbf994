using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Weft;

namespace Console;

/// <summary>Trains one model, saves and loads it, lets it go on, and asks another one.</summary>
internal static class Program
{
    private static void Main(string[] arguments)
    {
        string file = Path.Combine(arguments.Length > 0 ? arguments[0] : AppContext.BaseDirectory, "digits.safetensors");
        Train(file);

        using Digits digits = Digits.Load(file);
        using Digits.Inference session = digits.StartInference();

        foreach (int digit in session.Generate([7], Sampling.Greedy, count: 8))
        {
            System.Console.Write(digit.ToString(CultureInfo.InvariantCulture));
        }

        using Parity parity = Parity.Initialize(seed: 1);
        using Parity.Inference encoder = parity.StartInference();
        encoder.Run([1, 2, 3]);
        System.Console.WriteLine($" {encoder.LogitsOf(sequence: 0, position: 2).Length}");
    }

    private static void Train(string file)
    {
        int[] tokens = [.. Enumerable.Range(0, 1000).Select(static index => index % 10)];
        using Digits model = Digits.Initialize(seed: 1);
        using Trainer<Digits> trainer = new(model, new AdamW { LearningRate = 1e-2 });

        foreach (TrainingStep step in trainer.Run(new RandomWindows(tokens, length: 16, sequences: 8, seed: 1), steps: 50))
        {
            if (step.Step == 50)
            {
                System.Console.WriteLine(FormattableString.Invariant($"loss {step.Loss:F2}"));
            }
        }

        model.Save(file);
    }
}
