using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;

namespace Weft.Samples;

/// <summary>Lets a model write.</summary>
internal sealed class Playwright
{
    private const int Characters = 500;

    // At the end of its memory the model reads its last 48 characters anew: it always knows 48 to 64, at four times the work.
    private const int Keep = 48;

    private readonly TextWriter _output;
    private readonly Plays _plays;
    private readonly string _prompt;
    private readonly int[] _promptTokens;
    private readonly Sampling _sampling;

    /// <exception cref="UsageException">The prompt has a character that does not occur in the plays.</exception>
    public Playwright(TextWriter output, Plays plays, Settings settings)
    {
        _output = output;
        _plays = plays;
        _prompt = settings.Prompt;
        _promptTokens = plays.EncodePrompt(settings.Prompt);
        _sampling = new Sampling { Temperature = settings.Temperature, Seed = settings.Seed };
    }

    /// <summary>Prints the prompt and what the model makes of it.</summary>
    public void Write<TModel>(TModel model, CancellationToken cancellation)
        where TModel : TransformerModel, ITransformer<TModel>
    {
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"--- {Characters} characters, temperature {_sampling.Temperature}, seed {_sampling.Seed} ---"));
        _output.Write(_prompt);
        using DecoderSession session = (DecoderSession)model.StartInference();

        foreach (string character in this.Compose(session, Characters, cancellation))
        {
            _output.Write(character);
        }

        _output.WriteLine();
        _output.WriteLine("---");
    }

    /// <summary>What the model makes of the prompt, character by character, without the prompt.</summary>
    public IEnumerable<string> Compose(DecoderSession session, int characters, CancellationToken cancellation)
    {
        int[] known = _promptTokens[Math.Max(0, _promptTokens.Length - session.Description.MaxLength)..];

        foreach (int token in session.Generate(known, _sampling, characters, keep: Keep, cancellation: cancellation))
        {
            yield return _plays.Vocabulary.Decode(token);
        }
    }
}
