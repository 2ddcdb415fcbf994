using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Weft.Extensions.AI.Tests;
using Xunit;

namespace Weft.Serving.Tests;

/// <summary>An engine with its thread, and callers on others.</summary>
public sealed class EngineTests : IDisposable
{
    private readonly Tales _model = Tales.Initialize(seed: 3);

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task ManyCallers_GetTheTextsThatTheyGetAlone()
    {
        using Engine engine = Engine.Create(_model, Steps.Tokenizer, new EngineSettings { QueueCapacity = 100 });
        TextRequest[] requests = [.. Enumerable.Range(0, 30).Select(static i => Steps.Request((ulong)i, prompt: 1 + (i * 3), tokens: 20))];
        List<string> alone = [];

        foreach (TextRequest request in requests)
        {
            alone.Add(await ReadAsync(engine.GenerateAsync(request)));
        }

        string[] together = await Task.WhenAll(requests.Select(request => Task.Run(() => ReadAsync(engine.GenerateAsync(request)))));

        Assert.Equal(alone, together);
    }

    [Fact]
    public async Task Disposed_InFlight_EndsEverything()
    {
        Engine engine = Engine.Create(_model, Steps.Tokenizer);
        IAsyncEnumerable<TextPart>[] texts = [.. Enumerable.Range(0, 20).Select(i => engine.GenerateAsync(Steps.Request((ulong)i, tokens: 110)))];

        engine.Dispose();
        engine.Dispose();

        int[] ends = await Task.WhenAll(texts.Select(static async text =>
        {
            try
            {
                _ = await ReadAsync(text);

                return 1;
            }
            catch (ObjectDisposedException)
            {
                return 0;
            }
        }));

        // The texts ended in one way or the other, and those that waited cannot have been written.
        Assert.Contains(0, ends);
        Assert.Throws<ObjectDisposedException>(() => engine.GenerateAsync(Steps.Request(seed: 1)));
    }

    [Fact]
    public async Task Listener_Throws_TextsAreTheSame()
    {
        string alone = await this.TextAsync();
        int calls = 0;
        using MeterListener listener = Listen(_ =>
        {
            calls++;
            throw new InvalidTimeZoneException();
        });

        Assert.Equal(alone, await this.TextAsync());
        Assert.NotEqual(0, calls);
    }

    [Fact]
    public async Task Listener_DisposesTheEngine_EndsItAndItsText()
    {
        Engine? engine = null;
        using MeterListener listener = Listen(_ => engine!.Dispose());
        engine = Engine.Create(_model, Steps.Tokenizer);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => ReadAsync(engine.GenerateAsync(Steps.Request(seed: 1, tokens: 110))));
        engine.Dispose();
    }

    [Fact]
    public async Task Cancelled_WhileItIsRead_Throws_AndTheEngineGoesOn()
    {
        using Engine engine = Engine.Create(_model, Steps.Tokenizer);
        using CancellationTokenSource source = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (TextPart part in engine.GenerateAsync(Steps.Request(seed: 1, prompt: 1, tokens: 119)).WithCancellation(source.Token))
            {
                await source.CancelAsync();
                source.Token.ThrowIfCancellationRequested();
            }
        });

        Assert.NotEmpty(await ReadAsync(engine.GenerateAsync(Steps.Request(seed: 2))));
    }

    [Fact]
    public void Create_NoDecoder_OrAForeignTokenizer_SaysWhat()
    {
        using Sides sides = Sides.Initialize(seed: 1);

        Assert.Contains("no decoder", Assert.Throws<ArgumentException>(() => Engine.Create(sides, Steps.Tokenizer)).Message, StringComparison.Ordinal);
        Assert.Contains("262 tokens, and Tales knows 259", Assert.Throws<ArgumentException>(() => Engine.Create(_model, ByteTokenizer.Create(more: 3))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Create(_model, Steps.Tokenizer, new EngineSettings { QueueCapacity = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Engine.Create(_model, Steps.Tokenizer, new EngineSettings { PromptTokens = 0 }));
    }

    [Fact]
    public async Task Metrics_CountTokensAndEnds()
    {
        ConcurrentDictionary<string, double> sums = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == Engine.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        void Add(string name, double value) => sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        int caller = Environment.CurrentManagedThreadId;
        using Steps steps = Steps.OfTales(new EngineSettings { QueueCapacity = 2 });

        // Steps of this thread alone: other tests have engines of their own at the same time.
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (Environment.CurrentManagedThreadId == caller)
            {
                Add(tags.Length > 0 ? $"{instrument.Name} {tags[0].Value}" : instrument.Name, value);
            }
        });
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            if (Environment.CurrentManagedThreadId == caller)
            {
                Add(instrument.Name, value);
            }
        });
        listener.Start();
        TextJob text = steps.Add(Steps.Request(seed: 1, prompt: 6, tokens: 4));
        steps.Add(Steps.Request(seed: 2)).Abandon();
        Assert.Throws<QueueFullException>(() => steps.Add(Steps.Request(seed: 3)));
        steps.Clock.Advance(2);
        steps.Step(1);
        steps.Clock.Advance(0.5);
        steps.Step(1);
        steps.Run();

        Assert.Equal(4, sums["weft.tokens"]);
        Assert.Equal(5, sums["weft.prompt_tokens"]);
        Assert.Equal((1, 1, 1), (sums["weft.requests length"], sums["weft.requests cancelled"], sums["weft.requests rejected"]));
        Assert.Equal((2, 0.5), (sums["weft.first_token"], sums["weft.between_tokens"]));
        await text.Parts.Completion.WaitAsync(TimeSpan.Zero).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private static async Task<string> ReadAsync(IAsyncEnumerable<TextPart> text)
    {
        List<TextPart> parts = [];

        await foreach (TextPart part in text)
        {
            parts.Add(part);
        }

        return string.Join(' ', Steps.Tokens(parts));
    }

    private static MeterListener Listen(Action<long> hear)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "weft.tokens")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => hear(value));
        listener.Start();

        return listener;
    }

    private async Task<string> TextAsync()
    {
        using Engine engine = Engine.Create(_model, Steps.Tokenizer);

        return await ReadAsync(engine.GenerateAsync(Steps.Request(seed: 1, tokens: 20)));
    }
}
