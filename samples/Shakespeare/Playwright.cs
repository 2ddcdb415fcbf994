using System;
using System.Globalization;
using System.IO;
using System.Threading;

namespace Weft.Samples;

/// <summary>Lets a model write.</summary>
internal sealed class Playwright(TextWriter output, Plays plays, Settings settings)
{
    private const int Characters = 500;

    // At the end of its memory the model reads its last 48 characters anew: it always knows 48 to 64, at four times the work.
    private const int Keep = 48;

    /// <summary>Prints the prompt and what the model makes of it.</summary>
    public void Write(Shakespeare model, CancellationToken cancellation)
    {
        int[] prompt = plays.EncodePrompt(settings.Prompt);
        Sampling sampling = new() { Temperature = settings.Temperature, Seed = settings.Seed };
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"--- {Characters} characters, temperature {settings.Temperature}, seed {settings.Seed} ---"));
        output.Write(settings.Prompt);
        using Shakespeare.Inference session = model.StartInference();
        ReadOnlySpan<int> known = prompt.AsSpan(Math.Max(0, prompt.Length - Shakespeare.MaxLength));

        foreach (int token in session.Generate(known, sampling, Characters, keep: Keep, cancellation: cancellation))
        {
            output.Write(plays.Vocabulary.Decode(token));
        }

        output.WriteLine();
        output.WriteLine("---");
    }
}
