using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;

namespace Weft.Serving;

/// <summary>What an engine counts, under the name that <see cref="Engine.MeterName"/> has.</summary>
internal sealed class EngineMetrics : IDisposable
{
    private readonly Meter _meter = new(Engine.MeterName);
    private readonly Counter<long> _requests;
    private readonly Counter<long> _promptTokens;
    private readonly Counter<long> _reusedTokens;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _draftedTokens;
    private readonly Counter<long> _acceptedTokens;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _betweenTokens;
    private int _waiting;
    private int _running;
    private int _cached;

    public EngineMetrics()
    {
        _requests = _meter.CreateCounter<long>("weft.requests", description: "Requests that have ended, by how.");
        _promptTokens = _meter.CreateCounter<long>(
            "weft.prompt_tokens", description: "Tokens of prompts that were read, each prompt's last not counted.");
        _reusedTokens = _meter.CreateCounter<long>(
            "weft.reused_tokens", description: "Tokens of prompts that were not read, for another text had begun with them.");
        _tokens = _meter.CreateCounter<long>("weft.tokens", description: "Tokens that were generated.");
        _draftedTokens = _meter.CreateCounter<long>("weft.drafted_tokens", description: "Tokens that were guessed ahead.");
        _acceptedTokens = _meter.CreateCounter<long>("weft.accepted_tokens", description: "Tokens that were guessed rightly.");
        _firstToken = _meter.CreateHistogram<double>("weft.first_token", "s", "From a request to its first token.");
        _betweenTokens = _meter.CreateHistogram<double>("weft.between_tokens", "s", "From a token of a text to its next.");
        _ = _meter.CreateObservableGauge("weft.waiting", () => _waiting, description: "Requests in the queue.");
        _ = _meter.CreateObservableGauge("weft.running", () => _running, description: "Texts that are being written.");
        _ = _meter.CreateObservableGauge(
            "weft.cached_positions", () => _cached, description: "Positions of the caches that texts take, and beginnings that are kept.");
    }

    /// <summary>Requests in the queue.</summary>
    public int Waiting
    {
        set => _waiting = value;
    }

    /// <summary>Texts that are being written.</summary>
    public int Running
    {
        set => _running = value;
    }

    /// <summary>Positions of the caches that are taken.</summary>
    public int Cached
    {
        set => _cached = value;
    }

    /// <summary>Counts a request that has ended.</summary>
    public void Ended(string how) => Add(_requests, 1, new KeyValuePair<string, object?>("result", how));

    /// <summary>Counts tokens of prompts.</summary>
    public void PromptTokens(int count) => Add(_promptTokens, count);

    /// <summary>Counts tokens of prompts that need not be read.</summary>
    public void ReusedTokens(int count) => Add(_reusedTokens, count);

    /// <summary>Counts tokens that were guessed, and those of them that were right.</summary>
    public void Drafted(int count, int right)
    {
        if (count > 0)
        {
            Add(_draftedTokens, count);
            Add(_acceptedTokens, right);
        }
    }

    /// <summary>Counts a token, and the time since the one before it, or since the request.</summary>
    public void Token(bool isFirst, TimeSpan time)
    {
        Add(_tokens, 1);
        Record(isFirst ? _firstToken : _betweenTokens, time.TotalSeconds);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    // Listeners are called here, and what is wrong with one is no reason to end a text.
    private static void Add(Counter<long> counter, long count, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(count, tags);
        }
        catch (Exception)
        {
        }
    }

    private static void Record(Histogram<double> histogram, double value)
    {
        try
        {
            histogram.Record(value);
        }
        catch (Exception)
        {
        }
    }
}
