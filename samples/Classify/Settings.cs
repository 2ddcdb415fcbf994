using System;
using System.IO;

namespace Weft.Samples;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings
{
    /// <summary>A speech whose speaker is to be told; empty to train.</summary>
    public string Speech { get; init; } = string.Empty;

    /// <summary>A dialogue to train on; null for the plays that the program carries.</summary>
    public string? Text { get; init; }

    /// <summary>How often training sees every speech.</summary>
    public int Epochs { get; init; } = 4;

    /// <summary>Decides what is held out, the first weights of what is new, the order of speeches and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Where weights and the classifier are kept.</summary>
    public string Folder { get; init; } = Path.Combine(AppContext.BaseDirectory, "classifier");

    /// <summary>Threads to run on; 0 for one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Whether to explain the options and do nothing else.</summary>
    public bool Help { get; init; }

    /// <summary>The trained classifier.</summary>
    public string Classifier => Path.Combine(this.Folder, "speakers.safetensors");
}
