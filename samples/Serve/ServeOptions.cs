using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.Extensions.Configuration;

namespace Weft.Samples;

/// <summary>What configuration decides, under `Serve`: `--Serve:MaxTokens 100`, or `Serve__MaxTokens=100` in the environment.</summary>
internal sealed record ServeOptions
{
    /// <summary>Keys of which a request must bring one, between commas; none for an open server.</summary>
    public ImmutableArray<string> ApiKeys { get; init; } = [];

    /// <summary>Requests that may wait.</summary>
    public int QueueCapacity { get; init; } = 64;

    /// <summary>The most tokens that a request may ask for.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>The most tokens of a text where a request does not say.</summary>
    public int DefaultTokens { get; init; } = 256;

    /// <summary>The most texts of a request, prompts times `n`.</summary>
    public int MaxChoices { get; init; } = 8;

    /// <summary>The most bytes of a request.</summary>
    public int MaxBodyBytes { get; init; } = 1 << 20;

    /// <summary>Seconds that a request may take, those in the queue included.</summary>
    public int MaxSeconds { get; init; } = 120;

    /// <summary>Tokens of a text that are looked up in what it has so far, and verified in one pass; 0 for none.</summary>
    public int DraftTokens { get; init; }

    /// <summary>Threads of the model; 0 for one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="ServeOptionException">One is out of its range.</exception>
    public static ServeOptions Read(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection("Serve");
        ServeOptions defaults = new();

        return new ServeOptions
        {
            ApiKeys = [.. (section[nameof(ApiKeys)] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            QueueCapacity = Number(section, nameof(QueueCapacity), defaults.QueueCapacity, least: 1),
            MaxTokens = Number(section, nameof(MaxTokens), defaults.MaxTokens, least: 1),
            DefaultTokens = Number(section, nameof(DefaultTokens), defaults.DefaultTokens, least: 1),
            MaxChoices = Number(section, nameof(MaxChoices), defaults.MaxChoices, least: 1),
            MaxBodyBytes = Number(section, nameof(MaxBodyBytes), defaults.MaxBodyBytes, least: 1),
            MaxSeconds = Number(section, nameof(MaxSeconds), defaults.MaxSeconds, least: 1),
            DraftTokens = Number(section, nameof(DraftTokens), defaults.DraftTokens, least: 0),
            Threads = Number(section, nameof(Threads), defaults.Threads, least: 0),
        };
    }

    private static int Number(IConfigurationSection section, string name, int otherwise, int least)
    {
        if (section[name] is not string text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least
            ? value
            : throw new ServeOptionException($"Serve:{name} is '{text}'; it must be a whole number, {least} or more.");
    }
}
