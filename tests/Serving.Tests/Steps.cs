using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Weft.Extensions.AI.Tests;
using Weft.Tokenizers;

namespace Weft.Serving.Tests;

/// <summary>A scheduler over a small model, whose steps the test makes.</summary>
internal sealed class Steps : IDisposable
{
    public static readonly Tokenizer Tokenizer = ByteTokenizer.Create();

    private readonly TransformerModel _model;
    private readonly EngineMetrics _metrics = new();

    public Steps(TransformerModel model, DecoderSession session, EngineSettings? settings = null)
    {
        _model = model;
        this.Session = session;
        this.Scheduler = new Scheduler(session, Tokenizer, (settings ?? new EngineSettings()) with { Clock = this.Clock }, _metrics);
    }

    public DecoderSession Session { get; }

    public Scheduler Scheduler { get; }

    public ManualClock Clock { get; } = new();

    public static Steps OfTales(EngineSettings? settings = null)
    {
        Tales model = Tales.Initialize(seed: 3);

        return new Steps(model, model.StartInference(), settings);
    }

    /// <summary>A prompt of bytes, and a sampling that is drawn.</summary>
    public static TextRequest Request(ulong seed, int prompt = 3, int tokens = 12) => new()
    {
        Prompt = [.. Enumerable.Range(0, prompt).Select(i => (int)((seed + (ulong)(i * i * 7)) % 250))],
        Sampling = new Sampling { Seed = seed },
        MaxTokens = tokens,
    };

    public TextJob Add(TextRequest request, CancellationToken cancellation = default) => this.Scheduler.Add(request, cancellation);

    public void Run()
    {
        while (this.Scheduler.Step())
        {
        }
    }

    public void Step(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _ = this.Scheduler.Step();
        }
    }

    /// <summary>What a request comes to when nothing else runs.</summary>
    public List<TextPart> Alone(TextRequest request)
    {
        TextJob job = this.Add(request);
        this.Run();

        return Parts(job);
    }

    /// <summary>The parts that are there.</summary>
    public static List<TextPart> Parts(TextJob job)
    {
        List<TextPart> parts = [];

        while (job.Parts.TryRead(out TextPart? part))
        {
            parts.Add(part);
        }

        return parts;
    }

    public static int[] Tokens(IEnumerable<TextPart> parts) => [.. parts.Select(static part => part.Token).OfType<int>()];

    public static int[] Tokens(TextJob job) => Tokens(Parts(job));

    public static string Text(IEnumerable<TextPart> parts) => string.Concat(parts.Select(static part => part.Text));

    /// <summary>What a text has failed with.</summary>
    public static async Task<Exception> FailureOf(TextJob job)
    {
        _ = Parts(job);

        try
        {
            await job.Parts.Completion;
        }
        catch (Exception exception)
        {
            return exception;
        }

        throw new InvalidOperationException("The text has not failed.");
    }

    public void Dispose()
    {
        this.Session.Dispose();
        _model.Dispose();
        _metrics.Dispose();
    }
}
